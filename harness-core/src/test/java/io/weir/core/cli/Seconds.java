/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.Phase;
import io.weir.core.run.Progress;
import java.util.OptionalLong;

/** Seconds of runs to show in tests. */
final class Seconds {
  private static final long S = 1_000_000_000L;

  private Seconds() {}

  /** Of a run with a subscription, 30 s of warm-up and 60 s of window. */
  static Progress subscribed(long second, long publishP99Ns, long endToEndP99Ns) {
    return new Progress(
        phase(second),
        second * S,
        90 * S,
        1_000,
        998,
        997,
        2,
        OptionalLong.of(1),
        publishP99Ns / 2,
        publishP99Ns,
        endToEndP99Ns / 2,
        endToEndP99Ns);
  }

  /** Of a run without one. */
  static Progress unsubscribed(long second, long publishP99Ns) {
    return new Progress(
        phase(second),
        second * S,
        90 * S,
        1_000,
        998,
        0,
        2,
        OptionalLong.empty(),
        publishP99Ns / 2,
        publishP99Ns,
        0,
        0);
  }

  private static Phase phase(long second) {
    return second <= 30 ? Phase.WARMUP : second <= 90 ? Phase.WINDOW : Phase.COOLDOWN;
  }
}
