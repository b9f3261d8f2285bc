/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.RunSpec;
import io.weir.core.load.PayloadRecords;
import io.weir.core.load.Schedules;
import io.weir.spi.OpenWorkload;
import java.time.Duration;

/**
 * The workload of one run, and what the run has to know of it.
 *
 * @param open makes the records; closed by the run
 * @param streamed true if its topics are named by its streams, false if they are numbered
 * @param globallyOrdered as {@link io.weir.spi.Workload#globallyOrdered}
 * @param longestWindow of its queries; zero without any
 */
public record RunWorkload(
    OpenWorkload open, boolean streamed, boolean globallyOrdered, Duration longestWindow) {

  /** When its records are due. */
  Schedules schedules(RunSpec spec) {
    return Schedules.of(spec);
  }

  /** The harness's own records. */
  public static RunWorkload payload(RunSpec spec) {
    return new RunWorkload(
        new PayloadRecords(spec.payload(), spec.seed()), false, false, Duration.ZERO);
  }
}
