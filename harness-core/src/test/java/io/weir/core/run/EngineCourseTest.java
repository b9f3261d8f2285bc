/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.measure.PhaseWindow;
import io.weir.core.results.EngineSecond;
import io.weir.core.results.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is worked out from an engine's own figures, second by second. */
class EngineCourseTest {
  private static final long S = 1_000_000_000L;
  private static final long MS = 1_000_000L;

  /** From 10 s to 60 s. */
  private static final PhaseWindow WINDOW = new PhaseWindow(10 * S, 60 * S);

  private final List<EngineSecond> seconds = new ArrayList<>();

  private void seconds(long from, long until, long right, long p50Ms, long p99Ms) {
    for (long second = from; second < until; second++) {
      Quantiles of =
          right == 0
              ? Quantiles.none()
              : new Quantiles(
                  OptionalLong.of(p50Ms * MS),
                  OptionalLong.of(p99Ms * MS),
                  OptionalLong.of(p99Ms * MS));
      seconds.add(new EngineSecond(second, right, right, of, Quantiles.none()));
    }
  }

  private OptionalLong recovery(long disturbedNs) {
    return EngineCourse.recovery(seconds, false, WINDOW, disturbedNs);
  }

  @Test
  void aStallAndTheLateRowsAfterItCountUntilRowsAreAsBefore() {
    seconds(10, 20, 500, 5, 20);
    seconds(20, 24, 0, 0, 0);
    seconds(24, 27, 1_500, 2_000, 5_000);
    seconds(27, 60, 500, 6, 25);
    assertThat(recovery(20 * S + S / 2)).hasValue(27 * S - 20 * S - S / 2);
  }

  @Test
  void partsThatStandStillShowThoughTheRestIsAsBefore() {
    seconds(10, 20, 500, 5, 20);
    seconds(20, 28, 200, 5, 20);
    seconds(28, 30, 1_000, 6, 8_000);
    seconds(30, 60, 500, 5, 20);
    assertThat(recovery(20 * S)).hasValue(10 * S);
  }

  @Test
  void aDisturbanceMayShowLaterThanItIs() {
    seconds(10, 23, 500, 5, 20);
    seconds(23, 25, 0, 0, 0);
    seconds(25, 60, 500, 5, 20);
    assertThat(recovery(20 * S)).hasValue(5 * S);
  }

  @Test
  void withoutAWorseSecondThereWasNoDisturbance() {
    seconds(10, 60, 500, 5, 20);
    assertThat(recovery(20 * S)).hasValue(0);
  }

  @Test
  void rowsThatAreNotAsBeforeByTheEndAreNoRecovery() {
    seconds(10, 50, 500, 5, 20);
    seconds(50, 60, 500, 900, 1_900);
    seconds(60, 70, 500, 5, 20);
    assertThat(recovery(50 * S)).isEmpty();
  }

  @Test
  void withoutRowsBeforeNothingCanBeSaid() {
    seconds(10, 20, 0, 0, 0);
    seconds(20, 60, 500, 5, 20);
    assertThat(recovery(20 * S)).isEmpty();
  }

  @Test
  void windowsThatComeSeldomAreNotMissedInBetween() {
    for (long second = 10; second < 60; second++) {
      boolean closes = second % 10 == 0;
      long delayMs = second == 30 ? 700 : 20;
      Quantiles delay =
          closes
              ? new Quantiles(
                  OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(delayMs * MS))
              : Quantiles.none();
      seconds.add(new EngineSecond(second, 8, closes ? 8 : 0, Quantiles.none(), delay));
    }
    assertThat(EngineCourse.recovery(seconds, true, WINDOW, 25 * S)).hasValue(15 * S);
  }

  @Test
  void whatIsDueIsOverdueOnlyWhenTheEnginesWordCannotBeThatOld() {
    InputCurve curve = new InputCurve();
    for (int record = 0; record < 6_000; record++) {
      curve.add(record * 10 * MS);
    }
    EngineCourse course =
        EngineCourse.of(
            List.of(point(20 * S + 1, 1_900), point(30 * S + 1, 2_500), point(40 * S + 1, 4_000)),
            curve);
    assertThat(course.backlogBySecond().get(20L)).isEqualTo(100, within());
    assertThat(course.overdueBySecond()).containsEntry(20L, 0.0);
    assertThat(course.overdueBySecond().get(30L)).isEqualTo(300, within());
    assertThat(course.mostBacklog(WINDOW)).hasValue(500);
    assertThat(course.lastRead()).hasValue(4_000);
  }

  private static Offset<Double> within() {
    return Offset.offset(1.0);
  }

  private static EngineWatch.Point point(long atNs, double read) {
    return new EngineWatch.Point(atNs, OptionalDouble.of(read), OptionalDouble.empty());
  }

  @Property
  void aCurveCountsWhatWasDueToWithinASlot(
      @ForAll List<@LongRange(min = 0, max = 20_000) Long> dueMs,
      @ForAll List<@IntRange(min = 0, max = 25_000) Integer> askedMs) {
    InputCurve curve = new InputCurve();
    dueMs.forEach(ms -> curve.add(ms * MS));
    long[] moments = askedMs.stream().mapToLong(ms -> ms * MS).sorted().toArray();
    double[] due = curve.dueBy(moments);
    for (int i = 0; i < moments.length; i++) {
      long at = moments[i];
      long least = dueMs.stream().filter(ms -> ms * MS < at / (100 * MS) * (100 * MS)).count();
      long most = dueMs.stream().filter(ms -> ms * MS < (at / (100 * MS) + 1) * 100 * MS).count();
      assertThat(due[i]).isBetween((double) least, (double) most);
    }
  }
}
