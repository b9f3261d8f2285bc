/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentLogTest {
  private static final FileId FILE = new FileId(65024, 4711);

  private static final byte[] GOOD =
      Records.of(
          "10 begin 1 99 17.0.1",
          "11 test passed",
          "12 new 65024:4711",
          "13 over 65024:4711 4 3 MTIz",
          "14 over 65024:4711 7 2 -",
          "18 force 65024:4711 15 9 0 -1 13,14",
          "19 force 65024:4711 16 9 0 4096 -",
          "20 size 65024:4711 5",
          "21 gone 65024:4711 20");

  @TempDir Path directory;

  /** What was read of a record. */
  private record Read(List<Event> events, List<String> anomalies, boolean torn) {}

  private Read read(byte[] bytes) throws IOException {
    Path file = directory.resolve("kafka-1.99.log");
    Files.write(file, bytes);
    try (AgentLog log = new AgentLog(file)) {
      List<Event> events = new ArrayList<>();
      Event event = log.next();
      while (event != null) {
        events.add(event);
        event = log.next();
      }
      return new Read(events, log.anomalies(), log.torn());
    }
  }

  @Test
  void readsEveryKindOfEvent() throws IOException {
    Read read = read(GOOD);
    assertThat(read.anomalies()).isEmpty();
    assertThat(read.torn()).isFalse();
    assertThat(read.events()).hasSize(7);
    assertThat(read.events().get(0)).isEqualTo(new Event.Fresh(12, FILE));
    Event.Overwritten over = (Event.Overwritten) read.events().get(1);
    assertThat(over.from()).isEqualTo(4);
    assertThat(over.length()).isEqualTo(3);
    assertThat(over.before().range(5, 2)).asString().isEqualTo("23");
    Event.Overwritten zeros = (Event.Overwritten) read.events().get(2);
    assertThat(zeros.before().range(7, 2)).containsExactly(0, 0);
    assertThat(read.events().get(3))
        .isEqualTo(new Event.Forced(18, FILE, 15, 9, 0, Event.TO_THE_END, Set.of(13L, 14L)));
    assertThat(read.events().get(4))
        .isEqualTo(new Event.Forced(19, FILE, 16, 9, 0, 4096, Set.of()));
    assertThat(read.events().get(5)).isEqualTo(new Event.Resized(20, FILE, 5));
    assertThat(read.events().get(6)).isEqualTo(new Event.Gone(21, FILE, 20));
  }

  @Test
  void aRecordCutAnywhereAfterTheTestGivesItsFirstEvents() throws IOException {
    Read whole = read(GOOD);
    int tested = Records.of("10 begin 1 99 17.0.1", "11 test passed").length;
    for (int length = tested; length < GOOD.length; length++) {
      Read cut = read(Arrays.copyOf(GOOD, length));
      assertThat(cut.anomalies()).as("cut at %d", length).isEmpty();
      assertThat(cut.torn()).isEqualTo(GOOD[length - 1] != '\n');
      assertThat(cut.events().stream().map(Event::stamp).toList())
          .isEqualTo(
              whole.events().subList(0, cut.events().size()).stream().map(Event::stamp).toList());
      assertThat(cut.events()).hasSize((int) lines(GOOD, length) - 2);
    }
  }

  private static long lines(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.UTF_8)
        .chars()
        .filter(c -> c == '\n')
        .count();
  }

  @Test
  void noChangedByteGoesUnnoticed() throws IOException {
    for (int i = 0; i < GOOD.length - 1; i++) {
      byte[] changed = GOOD.clone();
      changed[i] ^= 1;
      assertThat(read(changed).anomalies()).as("byte %d", i).isNotEmpty();
    }
  }

  @Test
  void withoutAPassedTestThereIsNoFinding() throws IOException {
    assertThat(read(new byte[0]).anomalies()).singleElement().asString().contains("begin");
    assertThat(read(Records.of("10 begin 1 99 17")).anomalies())
        .singleElement()
        .asString()
        .contains("no self-test that it passed");
    assertThat(read(Records.of("10 begin 1 99 17", "11 test failed because of x")).anomalies())
        .anySatisfy(line -> assertThat(line).contains("self-test failed: because of x"));
  }

  @Test
  void aSecondBeginningNeedsATestOfItsOwn() throws IOException {
    assertThat(read(Records.of("10 begin 1 9 17", "11 test passed", "12 begin 1 9 17")).anomalies())
        .singleElement()
        .asString()
        .contains("no self-test that it passed");
  }

  @Test
  void theAgentsOwnFailuresMakeFindingsVoid() throws IOException {
    byte[] record =
        Records.of("10 begin 1 9 17", "11 test passed", "12 fault out of file descriptors");
    assertThat(read(record).anomalies())
        .singleElement()
        .asString()
        .endsWith("the agent failed: out of file descriptors");
  }

  @Test
  void anUnknownWordOrFormatOrATimeThatGoesBackIsDamage() throws IOException {
    assertThat(read(Records.of("10 begin 2 9 17")).anomalies()).isNotEmpty();
    for (String line :
        List.of("12 moved 1:1", "11 new 1:1", "12 new 1", "12 size 1:1", "x new 1:1")) {
      byte[] record = Records.of("10 begin 1 9 17", "11 test passed", line);
      assertThat(read(record).anomalies())
          .as(line)
          .singleElement()
          .asString()
          .contains("damaged in line 3");
    }
  }

  @Test
  void recordsOfSeveralServersAndTheBaselineAreReplayedInTheOrderOfTime() throws IOException {
    Path first = directory.resolve("a.1.log");
    Path second = directory.resolve("b.2.log");
    Files.write(
        first,
        Records.of(
            "10 begin 1 1 17", "11 test passed", "20 force 1:1 15 5 0 -1 -", "30 gone 1:1 29"));
    Files.write(
        second,
        Records.of(
            "12 begin 1 2 17",
            "13 test passed",
            "25 force 1:2 24 9 0 -1 -",
            "31 new 1:1",
            "40 force 1:1 35 3 0 -1 -"));
    List<String> anomalies = new ArrayList<>();
    LossModel model =
        Replay.of(
            List.of(second, first),
            List.of(
                new Event.Durable(26, new FileId(1, 2), 4),
                new Event.Durable(26, new FileId(1, 3), 8)),
            anomalies);
    assertThat(anomalies).isEmpty();
    assertThat(model.of(new FileId(1, 1)).size()).isEqualTo(3);
    assertThat(model.of(new FileId(1, 2)).size()).isEqualTo(4);
    assertThat(model.of(new FileId(1, 3)).size()).isEqualTo(8);
    assertThat(model.of(new FileId(1, 4)).size()).isZero();
  }
}
