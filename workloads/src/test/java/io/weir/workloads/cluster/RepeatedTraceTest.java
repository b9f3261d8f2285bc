/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import static io.weir.workloads.cluster.TraceDirectory.job;
import static io.weir.workloads.cluster.TraceDirectory.task;
import static io.weir.workloads.cluster.TraceTable.JOB_EVENTS;
import static io.weir.workloads.cluster.TraceTable.TASK_EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatedTraceTest {
  @TempDir Path directory;

  private final BadRows bad = new BadRows();

  @Test
  void beginsAgainItsSpanAndOneSlotLater() {
    // Span 60, five rows: a slot of 15.
    try (RepeatedTrace trace =
        trace(
            List.of(job(100, 1), job(130, 2)),
            List.of(task(110, 3, 0), task(120, 4, 0), task(160, 5, 0)))) {
      assertThat(eventTimes(trace, 12))
          .containsExactly(100L, 110L, 120L, 130L, 160L, 175L, 185L, 195L, 205L, 235L, 250L, 260L);
      assertThat(trace.begun()).isEqualTo(3);
      assertThat(trace.rows()).isEqualTo(12);
      assertThat(trace.timeUs()).isEqualTo(260);
    }
  }

  @Test
  void movesOnByAMicrosecondAtLeast() {
    try (RepeatedTrace trace = trace(List.of(job(7, 1)), List.of(task(7, 1, 0)))) {
      assertThat(eventTimes(trace, 6)).containsExactly(7L, 7L, 8L, 8L, 9L, 9L);
    }
  }

  @Test
  void takesTheSignsForBeforeAndAfterForTheFirstAndTheLastTime() {
    long after = Long.MAX_VALUE;
    try (RepeatedTrace trace =
        trace(
            List.of(job(0, 1), job(0, 2), job(600, 3), job(after, 4)),
            List.of(task(0, 5, 0), task(700, 6, 0), task(after, 7, 0)))) {
      List<Long> published = new ArrayList<>();
      List<Long> happened = new ArrayList<>();
      for (int row = 0; row < 9; row++) {
        trace.next();
        published.add(trace.timeUs());
        happened.add(trace.eventUs());
      }
      // Span 100, seven rows: a slot of 16.
      assertThat(happened).containsExactly(600L, 600L, 600L, 600L, 700L, 700L, 700L, 716L, 716L);
      assertThat(published).containsExactly(0L, 0L, 0L, 600L, 700L, after, after, 716L, 716L);
    }
  }

  @Test
  void tellsBadRowsOfTheFirstWalkOnly() {
    try (RepeatedTrace trace = trace(List.of("bad", job(1, 1)), List.of(task(2, 2, 0), "worse"))) {
      assertThat(eventTimes(trace, 7)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
      assertThat(bad.count()).isEqualTo(2);
    }
  }

  @Test
  void goesForwardOnly() {
    try (RepeatedTrace trace = trace(List.of(job(1, 1)), List.of(task(2, 2, 0)))) {
      trace.goTo(5);
      trace.goTo(5);
      assertThatThrownBy(() -> trace.goTo(4)).isInstanceOf(IllegalStateException.class);
    }
  }

  private RepeatedTrace trace(List<String> jobs, List<String> tasks) {
    new TraceDirectory(directory).with(JOB_EVENTS, List.of(jobs)).with(TASK_EVENTS, List.of(tasks));
    return new RepeatedTrace(TraceFiles.in(directory), bad);
  }

  private static List<Long> eventTimes(RepeatedTrace trace, int rows) {
    List<Long> times = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      trace.next();
      times.add(trace.eventUs());
    }
    return times;
  }
}
