/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import java.util.Locale;
import java.util.Optional;

/**
 * Rates at which a median says little: where the time between two records of a publisher is about
 * the linger, or a half or a third of it, a batch is due at the very moment when the next record
 * comes. Whether that record goes with it or waits a linger of its own hangs on microseconds, so
 * latencies have two modes whose shares differ from run to run.
 */
public final class LingerResonance {
  /** Beyond, the one record in question is a small part of its batch. */
  private static final long MOST_RECORDS = 3;

  /** As far apart as wake-ups and clocks make it, at a linger of about 1 ms. */
  private static final double TOLERANCE = 0.05;

  private LingerResonance() {}

  /** What a reader has to know of a run at such a rate; empty for any other. */
  public static Optional<String> note(RunSpec spec) {
    if (!(spec.load().profile() instanceof TrafficProfile.Constant constant)) {
      return Optional.empty();
    }
    double intervalMs = 1e3 * spec.load().publishers() / constant.rate().hz();
    double lingerMs = spec.tuning().linger().toNanos() / 1e6;
    double perLinger = lingerMs / intervalMs;
    long whole = Math.round(perLinger);
    if (whole < 1 || whole > MOST_RECORDS || Math.abs(perLinger / whole - 1) > TOLERANCE) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "a publisher's records come every %.3g ms and batches may linger %.3g ms: which record joins"
                + " which batch hangs on microseconds, and the median with it; another rate or"
                + " linger tells more",
            intervalMs,
            lingerMs));
  }
}
