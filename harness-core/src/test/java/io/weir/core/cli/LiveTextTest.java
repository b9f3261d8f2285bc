/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.experiment.Phase;
import io.weir.core.run.Progress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What the lines at the bottom of a terminal say. */
class LiveTextTest {
  private static final long MS = 1_000_000;
  private static final LiveText FULL = new LiveText(false, true);
  private static final LiveText ASCII = new LiveText(false, false);

  @Test
  void aUsualTerminal() {
    List<Progress> seconds =
        List.of(
            Seconds.subscribed(29, 120 * MS, 177 * MS),
            Seconds.subscribed(30, 5_510_000, 0),
            Seconds.subscribed(31, 5 * MS, 6 * MS));

    assertThat(FULL.lines(seconds, 79))
        .containsExactly(
            "measuring    ━━━━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  31 of 90 s",
            "records/s    offered 1,000  acknowledged 998  received 997",
            "backlog      to publish 2  to receive 1",
            "latency ms   publish p50 2.50 p99 5.00  end to end p50 3.00 p99 6.00",
            "end to end p99, last 3 s  log scale from 1 to 1000 ms",
            "▆ ▃");
  }

  @Test
  void withoutASubscriptionItIsAllAboutPublishing() {
    assertThat(ASCII.lines(List.of(Seconds.unsubscribed(1, 5 * MS)), 79))
        .containsExactly(
            "warm-up      ----------------------------------------  1 of 90 s",
            "records/s    offered 1,000  acknowledged 998",
            "backlog      to publish 2",
            "latency ms   publish p50 2.50 p99 5.00",
            "publish p99, last 1 s  log scale from 1 to 10 ms",
            "*");
  }

  @Test
  void twentyColumns() {
    assertThat(ASCII.lines(List.of(Seconds.subscribed(91, 5 * MS, 60 * MS)), 20))
        .containsExactly(
            "cool-down",
            "91 s, planned 90 s",
            "records/s",
            "  offered 1,000",
            "  acknowledged 998",
            "  received 997",
            "backlog",
            "  to publish 2",
            "  to receive 1",
            "latency ms",
            "  publish p50 2.50 p",
            "  end to end p50 30.",
            "end to end p99, last",
            "log scale from 10 to",
            "#");
  }

  @Test
  void ofManySecondsTheLastAreDrawn() {
    List<Progress> seconds =
        LongStream.rangeClosed(1, 70)
            .mapToObj(s -> Seconds.subscribed(s, MS, s == 70 ? 10 * MS : MS))
            .toList();

    assertThat(ASCII.lines(seconds, 79)).endsWith(".".repeat(59) + "@");
    assertThat(ASCII.lines(seconds, 79))
        .contains("end to end p99, last 60 s  log scale from 1 to 10 ms");
    assertThat(ASCII.lines(seconds, 30)).endsWith(".".repeat(29) + "@");
  }

  @Test
  void figuresKeepTheRoomOfTheWidest() {
    Progress stalled =
        new Progress(Phase.WINDOW, 2, 90, 1_000, 0, 0, 12_000, OptionalLong.of(-3), 0, 0, 0, 0);

    assertThat(ASCII.lines(List.of(Seconds.subscribed(40, MS, MS), stalled), 79))
        .contains(
            "records/s    offered 1,000  acknowledged   0  received   0",
            "backlog      to publish 12,000  to receive 0",
            "latency ms   publish p50     - p99     -  end to end p50     - p99     -");
  }

  @Test
  void coloursAreAddedAndNothingElse() {
    List<Progress> seconds = List.of(Seconds.subscribed(31, 5 * MS, 6 * MS));
    List<String> coloured = new LiveText(true, true).lines(seconds, 79);

    assertThat(coloured.get(0)).startsWith("\u001b[1mmeasuring");
    assertThat(coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9]+m", "")))
        .containsExactlyElementsOf(FULL.lines(seconds, 79));
    assertThat(FULL.lines(seconds, 79)).noneMatch(line -> line.contains("\u001b"));
  }

  @Test
  void nothingYetIsNothing() {
    assertThat(FULL.lines(List.of(), 79)).isEmpty();
  }

  @Test
  void itsCharactersAreThoseItIsChosenBy() {
    String all = String.join("", FULL.lines(List.of(Seconds.subscribed(31, 5 * MS, 6 * MS)), 200));

    assertThat(all.chars().filter(c -> c > 127 && LiveText.CHARACTERS.indexOf(c) < 0)).isEmpty();
    assertThat(OutputCharset.shows(StandardCharsets.UTF_8, LiveText.CHARACTERS)).isTrue();
    assertThat(OutputCharset.shows(StandardCharsets.ISO_8859_1, LiveText.CHARACTERS)).isFalse();
  }

  @Property(tries = 200)
  void noLineIsWiderThanTheTerminal(
      @ForAll @IntRange(min = 1, max = 200) int columns,
      @ForAll @IntRange(min = 1, max = 100) int count,
      @ForAll Phase phase,
      @ForAll boolean subscribed,
      @ForAll boolean unicode,
      @ForAll @LongRange(min = 0) long figure) {
    List<Progress> seconds =
        LongStream.rangeClosed(1, count)
            .mapToObj(
                s ->
                    new Progress(
                        phase,
                        s * 1_000_000_000,
                        figure,
                        figure,
                        figure / s,
                        figure,
                        figure,
                        subscribed ? OptionalLong.of(figure) : OptionalLong.empty(),
                        figure,
                        figure / s,
                        figure,
                        figure / s))
            .toList();

    List<String> plain = new LiveText(false, unicode).lines(seconds, columns);
    List<String> coloured = new LiveText(true, unicode).lines(seconds, columns);

    assertThat(plain).allMatch(line -> line.length() <= columns);
    assertThat(coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9]+m", "")))
        .containsExactlyElementsOf(plain);
  }
}
