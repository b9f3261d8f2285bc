/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.run.Progress;
import java.util.Locale;
import java.util.Optional;

/**
 * A run's figures in plain lines, one every few seconds.
 *
 * <p>Thread contract: one thread.
 */
final class PlainFigures {
  private static final long EVERY_S = 5;

  private long nextNs;

  /** The line for this second, if it is time for one. */
  Optional<String> line(Progress p) {
    if (p.elapsedNs() < nextNs) {
      return Optional.empty();
    }
    nextNs = p.elapsedNs() + EVERY_S * 1_000_000_000L - 500_000_000L;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "          %-8s %4.0f/%.0f s  due %,d/s  acked %,d/s  received %,d/s  backlog %,d"
                + "  publish p50/p99 %.2f/%.2f ms  end-to-end %.2f/%.2f ms",
            p.phase().text(),
            p.elapsedNs() / 1e9,
            p.plannedNs() / 1e9,
            p.dueHz(),
            p.ackedHz(),
            p.receivedHz(),
            p.publishBacklog(),
            p.publishP50Ns() / 1e6,
            p.publishP99Ns() / 1e6,
            p.endToEndP50Ns() / 1e6,
            p.endToEndP99Ns() / 1e6));
  }
}
