/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import io.weir.core.experiment.Phase;
import io.weir.core.experiment.Rate;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.experiment.Units;
import io.weir.core.results.DurabilityFacts;
import io.weir.core.results.LatencySummary;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunDocument;
import io.weir.core.results.RunOutcome;
import io.weir.core.results.VerdictEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A run's figures and verdict as lines for a terminal. */
public final class RunText {
  private static final List<Double> SHOWN = List.of(50.0, 90.0, 99.0, 99.9, 99.99);
  private static final String ROW = "%-24s %9s %9s %9s %9s %9s %9s";

  private RunText() {}

  /** The lines of a run: what was run, what came of it, whether it may be believed, and where. */
  public static List<String> lines(RunDirectory directory, RunDocument run) {
    List<String> lines = new ArrayList<>();
    lines.add(title(run));
    lines.add(load(run.spec()));
    run.durability().ifPresent(d -> lines.add(durability(d)));
    lines.add("");
    run.outcome().ifPresent(outcome -> outcome(lines, run.spec(), outcome));
    verdict(lines, run);
    lines.add("");
    lines.add("Files         " + directory.path());
    return lines;
  }

  private static String title(RunDocument run) {
    return run.system()
        .map(
            s ->
                s.system()
                    + " "
                    + s.systemVersion()
                    + ", "
                    + (s.nodes().size() == 1 ? "1 node" : s.nodes().size() + " nodes")
                    + (s.servers().isEmpty() ? "" : " on this machine")
                    + ", client "
                    + s.clientVersion())
        .orElse(run.spec().broker().driver());
  }

  private static String load(RunSpec spec) {
    RunSpec.LoadSpec load = spec.load();
    return profile(load.profile())
        + " of "
        + spec.payload().recordBytes()
        + " B for "
        + Units.text(load.window())
        + " after "
        + Units.text(load.warmup())
        + " warm-up, "
        + plural(load.publishers(), "publisher")
        + ", "
        + plural(spec.topics().topics(), "topic")
        + " x "
        + plural(spec.topics().partitions(), "partition")
        + ", "
        + plural(spec.topics().subscriptions(), "subscription")
        + ", pacing "
        + load.pacing().text();
  }

  private static String profile(TrafficProfile profile) {
    if (profile instanceof TrafficProfile.Constant constant) {
      return constant.rate().text() + " records/s";
    }
    if (profile instanceof TrafficProfile.Ramp ramp) {
      return "ramp from " + ramp.from().text() + " to " + ramp.to().text() + " records/s";
    }
    if (profile instanceof TrafficProfile.Steps steps) {
      return "steps of "
          + steps.rates().stream().map(Rate::text).collect(Collectors.joining(", "))
          + " records/s";
    }
    return "closed loop, as fast as acknowledged,";
  }

  private static String durability(DurabilityFacts d) {
    return "durability "
        + d.level().text()
        + ": "
        + plural(d.effective().copies(), "copy", "copies")
        + ", acknowledged by "
        + d.effective().copiesBeforeAck()
        + " from "
        + d.effective().reached().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static void outcome(List<String> lines, RunSpec spec, RunOutcome outcome) {
    lines.add(String.format(Locale.ROOT, ROW, "ms", "p50", "p90", "p99", "p99.9", "p99.99", "max"));
    for (LatencySummary s : outcome.latencies()) {
      if (s.phase() == Phase.WINDOW && s.count() > 0) {
        lines.add(latency(s));
      }
    }
    lines.add("");
    boolean closed = spec.load().profile().closedLoop();
    if (!closed) {
      lines.add(
          String.format(
              Locale.ROOT, "Offered       %,.1f records/s", outcome.goodput().offeredHz()));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "Acknowledged  %,.1f records/s inside the window%s",
            outcome.goodput().ackedHz(),
            mebibytes(outcome.goodput().ackedHz(), spec)));
    outcome
        .goodput()
        .deliveredHz()
        .forEach(
            (subscription, hz) ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "Delivered     %,.1f records/s inside the window to %s",
                        hz,
                        subscription)));
    outcome.publish().stream()
        .filter(p -> p.phase() == Phase.WINDOW)
        .forEach(
            p ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "Published     %,d sent of %,d due, %,d acknowledged, %,d failed,"
                            + " %,d unanswered",
                        p.sent(),
                        p.due(),
                        p.acked(),
                        p.failed(),
                        p.unanswered())));
    outcome.subscriptions().stream()
        .filter(s -> s.phase() == Phase.WINDOW)
        .forEach(
            s ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "Received      %,d by %s: %,d lost, %,d duplicates, %,d reordered",
                        s.received(),
                        s.subscription(),
                        s.lost(),
                        s.duplicates(),
                        s.reordered())));
    lines.add("");
  }

  private static String mebibytes(double hz, RunSpec spec) {
    return String.format(
        Locale.ROOT, " (%.2f MiB/s)", hz * spec.payload().recordBytes() / (1 << 20));
  }

  private static String latency(LatencySummary s) {
    List<Object> cells = new ArrayList<>();
    cells.add(
        s.metric().text().replace('_', ' ')
            + (s.subscription().isEmpty() ? "" : " " + s.subscription()));
    for (double percentile : SHOWN) {
      cells.add(milliseconds(s.at(percentile)));
    }
    cells.add(milliseconds(s.maxNs()));
    return String.format(Locale.ROOT, ROW, cells.toArray()).stripTrailing();
  }

  /** In ms with three significant digits, as precise as the histograms are. */
  private static String milliseconds(OptionalLong ns) {
    if (ns.isEmpty()) {
      return "-";
    }
    double ms = ns.getAsLong() / 1e6;
    int decimals = ms >= 100 ? 0 : ms >= 10 ? 1 : ms >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", ms);
  }

  private static void verdict(List<String> lines, RunDocument run) {
    if (run.verdict().isEmpty()) {
      lines.add("Verdict       none: the run did not come to its end");
      return;
    }
    String head = "Verdict       ";
    for (VerdictEntry entry : run.verdict()) {
      lines.add(head + entry.verdict() + ": " + entry.reason());
      head = "              ";
    }
  }

  private static String plural(int n, String one) {
    return plural(n, one, one + "s");
  }

  private static String plural(int n, String one, String many) {
    return n == 1 ? "1 " + one : n + " " + many;
  }
}
