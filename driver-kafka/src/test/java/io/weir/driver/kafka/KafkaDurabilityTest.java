/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.Durability;
import io.weir.spi.Durability.Reached;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class KafkaDurabilityTest {
  private static final String NEVER = "9223372036854775807";

  @Test
  void eachLevelIsATuple() {
    assertThat(KafkaDurability.tuple(DurabilityLevel.DEFAULT).text()).isEqualTo("1/1/os-cache/1");
    assertThat(KafkaDurability.tuple(DurabilityLevel.WEAK).text()).isEqualTo("3/1/os-cache/1");
    assertThat(KafkaDurability.tuple(DurabilityLevel.STRONG).text()).isEqualTo("3/2/disk/2");
    assertThat(KafkaDurability.tuple(DurabilityLevel.FLOW_WEAK))
        .isEqualTo(KafkaDurability.tuple(DurabilityLevel.WEAK));
  }

  @Test
  void aLevelNeedsAsManyNodesAsCopies() {
    assertThat(KafkaDurability.nodesFor(DurabilityLevel.DEFAULT)).isEqualTo(1);
    assertThat(KafkaDurability.nodesFor(DurabilityLevel.WEAK)).isEqualTo(3);
    assertThat(KafkaDurability.nodesFor(DurabilityLevel.STRONG)).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(DurabilityLevel.class)
  void whatALevelSetsIsWhatItIsJudgedBy(DurabilityLevel level) {
    DurabilityReport report =
        KafkaDurability.report(
            "t",
            level,
            KafkaDurability.replicationFactor(level),
            topic(level),
            KafkaDurability.producerConfig(level));
    assertThat(report.mismatches()).isEmpty();
    assertThat(report.effective()).isEqualTo(report.requested());
  }

  @Test
  void aMissingFlushIsNamedAndLowersWhatACopyHasReached() {
    Map<String, String> config = topic(DurabilityLevel.STRONG);
    config.put("flush.messages", NEVER);
    DurabilityReport report =
        strong(3, config, Map.of("acks", "all", "enable.idempotence", "true"));
    assertThat(report.mismatches())
        .singleElement()
        .satisfies(
            setting -> {
              assertThat(setting.scope()).isEqualTo("topic t");
              assertThat(setting.key()).isEqualTo("flush.messages");
              assertThat(setting.value()).contains(NEVER);
            });
    assertThat(report.effective()).isEqualTo(new Durability(3, 2, Reached.OS_CACHE, 2));
  }

  @Test
  void withAcksOneTheLeaderAloneDecides() {
    DurabilityReport report =
        strong(
            3, topic(DurabilityLevel.STRONG), Map.of("acks", "1", "enable.idempotence", "false"));
    assertThat(report.effective()).isEqualTo(new Durability(3, 1, Reached.DISK, 1));
    assertThat(report.mismatches())
        .extracting(DurabilityReport.Setting::key)
        .containsExactly("acks", "enable.idempotence");
  }

  @Test
  void whereAnyCopyMayLeadOneAcknowledgementIsAllThatCounts() {
    Map<String, String> config = topic(DurabilityLevel.STRONG);
    config.put("unclean.leader.election.enable", "true");
    DurabilityReport report =
        strong(3, config, Map.of("acks", "all", "enable.idempotence", "true"));
    assertThat(report.effective()).isEqualTo(new Durability(3, 1, Reached.DISK, 2));
    assertThat(report.mismatches())
        .extracting(DurabilityReport.Setting::key)
        .containsExactly("unclean.leader.election.enable");
  }

  @Test
  void fewerCopiesAreNamed() {
    DurabilityReport report =
        strong(
            2, topic(DurabilityLevel.STRONG), Map.of("acks", "-1", "enable.idempotence", "true"));
    assertThat(report.mismatches())
        .extracting(DurabilityReport.Setting::key)
        .containsExactly("replication.factor");
    assertThat(report.effective().copies()).isEqualTo(2);
  }

  @Test
  void whatTheClusterDoesNotRevealIsUnknownAndNotTakenAsGiven() {
    DurabilityReport report =
        strong(3, Map.of(), Map.of("acks", "all", "enable.idempotence", "true"));
    assertThat(report.mismatches())
        .extracting(DurabilityReport.Setting::key)
        .containsExactly("min.insync.replicas", "flush.messages", "unclean.leader.election.enable");
    assertThat(report.effective().reached()).isEqualTo(Reached.UNKNOWN);
    assertThat(report.settings())
        .filteredOn(setting -> setting.key().equals("min.insync.replicas"))
        .singleElement()
        .satisfies(setting -> assertThat(setting.value()).isEmpty());
  }

  private static DurabilityReport strong(
      int replicas, Map<String, String> topic, Map<String, String> producer) {
    return KafkaDurability.report("t", DurabilityLevel.STRONG, replicas, topic, producer);
  }

  /** A topic's effective settings: what the level sets over the broker's defaults. */
  private static Map<String, String> topic(DurabilityLevel level) {
    Map<String, String> config =
        new HashMap<>(
            Map.of(
                "min.insync.replicas",
                "1",
                "flush.messages",
                NEVER,
                "flush.ms",
                NEVER,
                "unclean.leader.election.enable",
                "false"));
    config.putAll(KafkaDurability.topicConfig(level));
    return config;
  }

  @Test
  void aTopicThatTransactionsRestOnIsJudgedByTheLevelWithoutItsProducer() {
    Map<String, String> config =
        Map.of(
            "min.insync.replicas",
            "2",
            "flush.messages",
            KafkaDurability.NEVER,
            "flush.ms",
            KafkaDurability.NEVER,
            "unclean.leader.election.enable",
            "false");
    assertThat(mismatched(DurabilityLevel.STRONG, Optional.of(3), config))
        .containsExactly("flush.messages");
    assertThat(mismatched(DurabilityLevel.STRONG, Optional.of(1), config))
        .containsExactly("replication.factor", "flush.messages");
    assertThat(mismatched(DurabilityLevel.WEAK, Optional.of(3), config)).isEmpty();
    assertThat(mismatched(DurabilityLevel.DEFAULT, Optional.of(1), config))
        .as("as many copies as the cluster makes")
        .isEmpty();
  }

  @Test
  void whatIsNotRevealedOfThemIsAMismatch() {
    assertThat(mismatched(DurabilityLevel.STRONG, Optional.empty(), Map.of()))
        .containsExactly(
            "replication.factor",
            "min.insync.replicas",
            "flush.messages",
            "unclean.leader.election.enable");
  }

  private static List<String> mismatched(
      DurabilityLevel level, Optional<Integer> replicas, Map<String, String> config) {
    return KafkaDurability.internalTopic("topic x", level, replicas, config).stream()
        .filter(DurabilityReport.Setting::mismatched)
        .map(DurabilityReport.Setting::key)
        .toList();
  }
}
