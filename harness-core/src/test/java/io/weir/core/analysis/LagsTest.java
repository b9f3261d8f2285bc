/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A load that goes up and down: when it was too much, and when it was only much for a while. */
class LagsTest {
  private static final long SECOND_NS = 1_000_000_000L;

  /** Points at the ends of seconds; those from {@code window} on come after the window. */
  private static Lags.Side side(int window, long... behind) {
    List<Lags.Point> points = new ArrayList<>();
    for (int i = 0; i < behind.length; i++) {
      points.add(
          new Lags.Point(
              (10L + i + 1) * SECOND_NS + 300_000, 1_000L * (i + 1), behind[i], behind[i]));
    }
    return new Lags.Side(
        points.subList(0, window), points.subList(window, points.size()), List.of());
  }

  private static Lags.Side never(int seconds) {
    return side(seconds, new long[seconds]);
  }

  private static Lags both(Lags.Side publish, Lags.Side delivery) {
    return new Lags(publish, Map.of("sub-0", delivery));
  }

  private static List<Verdict> judged(Lags lags) {
    Evidences run = new Evidences();
    run.load = new Evidence.Load(false, false, 1_000, 60);
    run.lags = java.util.Optional.of(lags);
    // What is in flight at a burst is no overload, however much it is.
    run.publishBacklog = Evidences.line(500);
    return Verdicts.judge(run.build()).stream().map(VerdictReason::verdict).toList();
  }

  private static long[] rising(int window, long perSecond, long... after) {
    return LongStream.concat(
            IntStream.range(0, window).mapToLong(i -> i * perSecond), LongStream.of(after))
        .toArray();
  }

  @Test
  void aSystemThatKeepsUpIsNeverOverloaded() {
    Lags lags = both(never(60), never(60));
    assertThat(lags.overload().seconds()).isZero();
    assertThat(lags.overload().recoverSeconds()).hasValue(0);
    assertThat(judged(lags)).containsExactly(Verdict.VALID);
  }

  @Test
  void anOverloadLastsFromTheLastGoodSecondToTheNext() {
    Lags.Side publish = side(10, 0, 0, 50, 90, 10, 0, 0, 20, 0, 0);
    Lags lags = both(publish, never(10));
    assertThat(lags.overload().seconds()).isEqualTo(4);
    assertThat(lags.overload().publishSeconds()).isEqualTo(4);
    assertThat(lags.overload().deliverySeconds()).containsEntry("sub-0", 0);
    // From the end of the second second to that of the sixth.
    assertThat(lags.overload().recoverSeconds()).hasValue(4);
  }

  @Test
  void sidesThatAreBehindInTheSameSecondCountOnce() {
    Lags lags = both(side(6, 0, 5, 5, 0, 0, 0), side(6, 0, 0, 5, 5, 0, 0));
    assertThat(lags.overload().seconds()).isEqualTo(3);
    assertThat(lags.overload().publishSeconds()).isEqualTo(2);
    assertThat(lags.overload().deliverySeconds()).containsEntry("sub-0", 2);
    assertThat(lags.overload().recoverSeconds()).hasValue(3);
  }

  @Test
  void theFirstSecondMayBeOverloaded() {
    assertThat(both(side(3, 5, 0, 0), never(3)).overload().recoverSeconds()).hasValue(2);
  }

  @Test
  void anOverloadAtTheEndIsFollowedIntoTheCooldown() {
    Lags lags = both(side(6, 0, 0, 0, 0, 100, 500, 300, 100, 0), never(6));
    assertThat(lags.overload().seconds()).isEqualTo(2);
    assertThat(lags.overload().recoverSeconds()).hasValue(5);
  }

  @Test
  void whatIsNotWorkedOffHasNoTimeToRecover() {
    Lags lags = both(side(6, 0, 0, 0, 0, 100, 500, 600, 700), never(6));
    assertThat(lags.overload().recoverSeconds()).isEmpty();
  }

  @Test
  void aWindowThatEndsOnABurstIsNotSaturatedByThat() {
    // The last of 60 seconds holds a burst that is gone a second after, or on its way to be.
    long[] gone = rising(54, 0, 200, 400, 700, 900, 2_000, 5_000, 0);
    assertThat(judged(both(side(60, gone), never(60)))).containsExactly(Verdict.VALID);
    long[] going = rising(54, 0, 200, 400, 700, 900, 2_000, 5_000, 4_500, 4_000);
    assertThat(judged(both(side(60, going), never(60)))).containsExactly(Verdict.VALID);
  }

  @Test
  void aLullThatFollowsTheWindowProvesNothing() {
    // Twenty more behind each second; then nothing is due any more, and it is worked off slowly.
    List<Lags.Point> window = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      window.add(new Lags.Point((11L + i) * SECOND_NS, 1_000L * (i + 1), 20L * i, 20L * i));
    }
    List<Lags.Point> lull =
        List.of(
            new Lags.Point(71 * SECOND_NS, 60_000, 600, 600),
            new Lags.Point(72 * SECOND_NS, 60_000, 0, 0));
    assertThat(judged(both(new Lags.Side(window, lull, List.of()), never(60))))
        .containsExactly(Verdict.SATURATED);
  }

  @Test
  void whatIsWorkedOffOnceLoadHasEndedIsWorkedOff() {
    Lags.Side cut = side(6, 0, 0, 0, 0, 100, 500, 400);
    Lags.Side drained =
        new Lags.Side(
            cut.window(),
            cut.after(),
            List.of(new Lags.Point(18 * SECOND_NS + 300_000, 7_000, 0, 0)));
    assertThat(both(cut, never(6)).overload().recoverSeconds()).isEmpty();
    assertThat(both(drained, never(6)).overload().recoverSeconds()).hasValue(4);
  }

  @Test
  void aSystemThatFallsFurtherBehindAtTheMeanRateIsSaturated() {
    long[] growing = rising(60, 20, 1_210, 1_240, 1_260);
    assertThat(judged(both(side(60, growing), never(60)))).containsExactly(Verdict.SATURATED);
    assertThat(judged(both(never(60), side(60, growing)))).containsExactly(Verdict.SATURATED);
  }

  @Test
  void standingStillIsNotCatchingUp() {
    long[] still = rising(60, 20, 1_180, 1_179, 1_178);
    assertThat(judged(both(side(60, still), never(60)))).containsExactly(Verdict.SATURATED);
  }

  @Test
  void whereNothingShowsThatItCaughtUpItDidNot() {
    assertThat(judged(both(side(60, rising(60, 20)), never(60))))
        .containsExactly(Verdict.SATURATED);
  }

  @Test
  void anOverloadInTheMiddleLeavesTheVerdictAlone() {
    long[] hill = new long[60];
    for (int i = 0; i < 20; i++) {
      hill[20 + i] = 1_000L * Math.min(i, 20 - i);
    }
    Lags lags = both(side(60, hill), never(60));
    assertThat(judged(lags)).containsExactly(Verdict.VALID);
    assertThat(lags.overload().seconds()).isEqualTo(19);
    assertThat(lags.overload().recoverSeconds()).hasValue(20);
  }

  @Test
  void aSubscriberAtItsLimitIsNotHeldAgainstTheBroker() {
    Evidences run =
        new Evidences()
            .threads(Evidences.thread(io.weir.core.results.ThreadShare.Role.RECEIVE, 0.95, 0.0));
    run.load = new Evidence.Load(false, false, 1_000, 60);
    run.lags = java.util.Optional.of(both(never(60), side(60, rising(60, 20))));
    assertThat(Verdicts.judge(run.build()).stream().map(VerdictReason::verdict))
        .containsExactly(Verdict.SUBSCRIBER_LIMITED);
  }
}
