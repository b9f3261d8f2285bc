/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.TrafficFacts;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.load.PayloadRecords;
import io.weir.core.load.Schedules;
import io.weir.spi.OpenWorkload;
import io.weir.spi.Query;
import io.weir.spi.Workload;
import java.time.Duration;

/**
 * The workload of one run, and what the run has to know of it.
 *
 * @param open makes the records; closed by the run
 * @param streamed true if its topics are named by its streams, false if they are numbered
 * @param globallyOrdered as {@link io.weir.spi.Workload#globallyOrdered}
 * @param longestWindow of its queries; zero without any
 * @param schedules when its records are due
 */
public record RunWorkload(
    OpenWorkload open,
    boolean streamed,
    boolean globallyOrdered,
    Duration longestWindow,
    Schedules schedules) {

  /** What its schedule comes to over the window. */
  public TrafficFacts traffic() {
    return schedules.facts();
  }

  /**
   * A workload of a plugin.
   *
   * @param workload the plugin's
   * @param open the same, opened for this run
   * @throws io.weir.spi.SettingException if nothing is intended in the window
   */
  public static RunWorkload of(Workload workload, OpenWorkload open, RunSpec spec) {
    Schedules schedules =
        spec.load().profile() instanceof TrafficProfile.Own
            ? Schedules.own(spec.load(), () -> open.timetable().orElseThrow())
            : Schedules.of(spec);
    return new RunWorkload(
        open,
        true,
        workload.globallyOrdered(),
        workload.queries().stream()
            .map(Query::window)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO),
        schedules);
  }

  /** The harness's own records. */
  public static RunWorkload payload(RunSpec spec) {
    return new RunWorkload(
        new PayloadRecords(spec.payload(), spec.seed()),
        false,
        false,
        Duration.ZERO,
        Schedules.of(spec));
  }
}
