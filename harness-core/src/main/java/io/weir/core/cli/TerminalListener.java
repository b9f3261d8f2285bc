/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.run.Progress;
import io.weir.core.run.RunListener;
import java.io.PrintWriter;
import java.util.Locale;

/** Tells a run's progress in plain lines: stages as they come, figures every few seconds. */
final class TerminalListener implements RunListener {
  private static final long EVERY_S = 5;

  private final PrintWriter out;
  private final long startNs = System.nanoTime();
  private long nextNs;

  TerminalListener(PrintWriter out) {
    this.out = out;
  }

  @Override
  public synchronized void stage(String what) {
    out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - startNs) / 1e9, what);
    out.flush();
  }

  @Override
  public synchronized void second(Progress p) {
    if (p.elapsedNs() < nextNs) {
      return;
    }
    nextNs = p.elapsedNs() + EVERY_S * 1_000_000_000L - 500_000_000L;
    out.printf(
        Locale.ROOT,
        "          %-8s %4.0f/%.0f s  due %,d/s  acked %,d/s  received %,d/s  backlog %,d"
            + "  publish p50/p99 %.2f/%.2f ms  end-to-end %.2f/%.2f ms%n",
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
        p.endToEndP99Ns() / 1e6);
    out.flush();
  }
}
