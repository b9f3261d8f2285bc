/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.driver.pulsar.PulsarDurability.Journal;
import io.weir.driver.pulsar.PulsarDurability.Quorum;
import io.weir.spi.Durability;
import io.weir.spi.Durability.Reached;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PulsarDurabilityTest {
  private static Journal bookie(boolean write, boolean sync) {
    return new Journal("b", Optional.of(write), Optional.of(sync));
  }

  private static DurabilityReport report(DurabilityLevel level, Quorum quorum, Journal... of) {
    return PulsarDurability.report("t", level, List.of(Optional.of(quorum)), List.of(of));
  }

  @Test
  void levelsAreTheTuplesOfTheMethodology() {
    assertThat(PulsarDurability.tuple(DurabilityLevel.DEFAULT).text()).isEqualTo("2/2/disk/2");
    assertThat(PulsarDurability.tuple(DurabilityLevel.WEAK).text()).isEqualTo("3/1/os-cache/3");
    assertThat(PulsarDurability.tuple(DurabilityLevel.STRONG).text()).isEqualTo("3/2/disk/3");
    assertThat(PulsarDurability.tuple(DurabilityLevel.FLOW_WEAK).text()).isEqualTo("2/1/memory/3");
    assertThat(PulsarDurability.nodesFor(DurabilityLevel.DEFAULT)).isEqualTo(2);
    assertThat(PulsarDurability.nodesFor(DurabilityLevel.STRONG)).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(DurabilityLevel.class)
  void whatALevelSetsIsReadBackAsThatLevel(DurabilityLevel level) {
    Journal asSet =
        bookie(PulsarDurability.journalWrite(level), PulsarDurability.journalSync(level));
    DurabilityReport report = report(level, PulsarDurability.quorum(level), asSet, asSet);
    assertThat(report.mismatches()).isEmpty();
    assertThat(report.effective()).isEqualTo(PulsarDurability.tuple(level));
  }

  @Test
  void oneBookieThatDoesNotSyncIsNamedAndSpoilsTheWhole() {
    DurabilityReport report =
        PulsarDurability.report(
            "t",
            DurabilityLevel.STRONG,
            List.of(Optional.of(new Quorum(3, 3, 2))),
            List.of(
                bookie(true, true),
                new Journal("127.0.0.1:3182", Optional.of(true), Optional.of(false)),
                bookie(true, true)));
    assertThat(report.effective().reached()).isEqualTo(Reached.OS_CACHE);
    assertThat(report.mismatches())
        .singleElement()
        .matches(s -> s.scope().equals("bookie 127.0.0.1:3182"))
        .matches(s -> s.key().equals("journalSyncData"))
        .matches(s -> s.value().orElseThrow().equals("false"));
  }

  @Test
  void withoutAJournalSyncMeansNothing() {
    assertThat(report(DurabilityLevel.STRONG, new Quorum(3, 3, 2), bookie(false, true)).effective())
        .isEqualTo(new Durability(3, 2, Reached.MEMORY, 3));
  }

  @Test
  void whatIsNotRevealedIsUnknownAndAMismatch() {
    Journal silent = new Journal("b", Optional.empty(), Optional.empty());
    DurabilityReport report = report(DurabilityLevel.DEFAULT, new Quorum(2, 2, 2), silent);
    assertThat(report.effective().reached()).isEqualTo(Reached.UNKNOWN);
    assertThat(report.mismatches())
        .extracting(DurabilityReport.Setting::key)
        .containsExactly("journalWriteData", "journalSyncData");
    assertThat(PulsarDurability.report("t", DurabilityLevel.DEFAULT, List.of(), List.of()))
        .matches(r -> r.effective().reached() == Reached.UNKNOWN)
        .matches(r -> r.mismatches().size() == 3);
  }

  @Test
  void ofAPartitionThatDoesNotTellNothingIsAssumed() {
    DurabilityReport report =
        PulsarDurability.report(
            "t",
            DurabilityLevel.STRONG,
            List.of(Optional.of(new Quorum(3, 3, 2)), Optional.empty()),
            List.of(bookie(true, true)));
    assertThat(report.effective().copies()).isZero();
    assertThat(report.mismatches())
        .extracting(DurabilityReport.Setting::key)
        .containsExactly("ensembleSize", "writeQuorumSize", "ackQuorumSize");
  }

  @Test
  void aBookieIsCalledAsItRegistersItself() {
    URI url = URI.create("http://10.0.0.1:8000");
    assertThat(Bookies.id(url, Map.of("bookieId", "b-1", "bookiePort", "1"))).isEqualTo("b-1");
    assertThat(Bookies.id(url, Map.of("advertisedAddress", "host", "bookiePort", "3182")))
        .isEqualTo("host:3182");
    assertThat(Bookies.id(url, Map.of("advertisedAddress", "", "bookiePort", "3182")))
        .isEqualTo("10.0.0.1:3182");
  }

  @Test
  void aLongAnswerIsReadWhole() {
    String path = "x".repeat(100_000);
    assertThat(Bookies.members("{\"classpath\":\"" + path + "\",\"a\":\"b\"}"))
        .containsEntry("classpath", path)
        .containsEntry("a", "b");
  }

  @Test
  void theWorstKeptPartitionSaysWhatTheTopicIsWorth() {
    DurabilityReport report =
        PulsarDurability.report(
            "t",
            DurabilityLevel.STRONG,
            List.of(
                Optional.of(new Quorum(3, 3, 2)),
                Optional.of(new Quorum(3, 2, 2)),
                Optional.of(new Quorum(3, 3, 1))),
            List.of(bookie(true, true)));
    assertThat(report.effective()).isEqualTo(new Durability(2, 1, Reached.DISK, 3));
  }

  @Test
  void theQuorumIsFoundInTheMetadataAsTheBrokerGivesIt() {
    assertThat(
            PulsarDurability.quorum(
                "LedgerMetadata{formatVersion=3, ensembleSize=3, writeQuorumSize=2,"
                    + " ackQuorumSize=1, state=OPEN, digestType=CRC32C, password=OMITTED,"
                    + " ensembles={0=[127.0.0.1:1, 127.0.0.1:2]}}"))
        .contains(new Quorum(3, 2, 1));
    assertThat(PulsarDurability.quorum("null")).isEmpty();
    assertThat(PulsarDurability.quorum("ensembleSize=3, writeQuorumSize=x")).isEmpty();
  }

  @Test
  void aBookiesOwnSettingsAreFoundInItsAnswer() {
    Map<String, String> members =
        Bookies.members(
            "{\n \"journalSyncData\" : \"false\",\"journalWriteData\":true , \"n\":12,"
                + "\"path\":\"a\\\"b,c\"}");
    assertThat(members)
        .containsEntry("journalSyncData", "false")
        .containsEntry("journalWriteData", "true")
        .containsEntry("n", "12");
    assertThat(PulsarDurability.journal("b", members)).isEqualTo(bookie(true, false));
    assertThat(PulsarDurability.journal("b", Map.of()).sync()).isEmpty();
  }
}
