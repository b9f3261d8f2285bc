/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import io.weir.core.experiment.Defaults;
import io.weir.core.experiment.LingerResonance;
import io.weir.core.experiment.Phase;
import io.weir.core.experiment.Rate;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.experiment.Units;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.results.DurabilityFacts;
import io.weir.core.results.LatencySummary;
import io.weir.core.results.OrderSummary;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunDocument;
import io.weir.core.results.RunOutcome;
import io.weir.core.results.VerdictEntry;
import io.weir.core.results.WorkloadFacts;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A run's figures and verdict as lines for a terminal. */
public final class RunText {
  private static final List<Double> SHOWN = List.of(50.0, 90.0, 99.0, 99.9, 99.99);
  private static final String HEAD = "%-14s";
  private static final int COLUMNS = 100;
  private static final String ROW = "%-24s %9s %9s %9s %9s %9s %9s";

  private RunText() {}

  /**
   * The lines of a run: what was run, what came of it, whether it may be believed, and where.
   *
   * @param charset that the lines will be written in
   */
  public static List<String> lines(RunDirectory directory, RunDocument run, Charset charset) {
    List<String> lines = new ArrayList<>();
    lines.add(title(run));
    lines.add(load(run));
    run.traffic()
        .filter(traffic -> run.spec().load().profile().bursty())
        .ifPresent(traffic -> lines.add(TrafficText.line(traffic)));
    run.engine().ifPresent(engine -> lines.add("engine " + EngineText.title(engine)));
    run.durability().ifPresent(d -> lines.add(durability(d)));
    lines.add(generator(run));
    LingerResonance.note(run.spec())
        .ifPresent(note -> lines.addAll(TextBlock.of("note: ", note, COLUMNS)));
    lines.add("");
    run.outcome().ifPresent(outcome -> outcome(lines, run, outcome, charset));
    List<EngineText.Line> engine = EngineText.of(run);
    engine.forEach(line -> block(lines, line.head(), line.text()));
    if (!engine.isEmpty()) {
      lines.add("");
    }
    run.overload().ifPresent(overload -> block(lines, "Overload", TrafficText.overload(overload)));
    run.overload().ifPresent(overload -> lines.add(""));
    run.workload().ifPresent(workload -> workload(lines, run.spec(), workload));
    verdict(lines, run);
    lines.add("");
    files(lines, directory, run);
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

  private static String load(RunDocument run) {
    RunSpec spec = run.spec();
    RunSpec.LoadSpec load = spec.load();
    return profile(load.profile())
        + " of "
        + records(run)
        + " for "
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

  private static void workload(List<String> lines, RunSpec spec, WorkloadFacts workload) {
    if (workload.streams().isEmpty()) {
      return;
    }
    String streams =
        workload.streams().stream()
            .map(stream -> stream.name() + " (" + stream.encoding().text() + ")")
            .collect(Collectors.joining(", "));
    String ticks =
        workload.ticks().isEmpty()
            ? ""
            : String.format(Locale.ROOT, "; and %,d ticks", workload.ticks().getAsLong());
    lines.addAll(
        TextBlock.of(
            String.format(Locale.ROOT, HEAD, "Workload"),
            spec.workload() + ": " + streams + ticks,
            COLUMNS));
    workload
        .facts()
        .forEach(
            (name, value) ->
                lines.addAll(
                    TextBlock.of(
                        String.format(Locale.ROOT, HEAD, ""), name + ": " + value, COLUMNS)));
    lines.add("");
  }

  private static String records(RunDocument run) {
    if (run.spec().workload().equals(RunSpec.PAYLOAD)) {
      return run.spec().payload().recordBytes() + " B";
    }
    OptionalDouble bytes = run.recordBytes();
    return run.spec().workload()
        + (bytes.isEmpty()
            ? ""
            : String.format(Locale.ROOT, " (%.0f B each)", bytes.getAsDouble()));
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
    if (profile.bursty()) {
      return profile.name() + " (" + SpecTexts.settings(profile) + ")";
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

  private static String generator(RunDocument run) {
    return "generator ceiling of this machine: "
        + run.calibration()
            .flatMap(c -> c.ceilingNear(recordBytes(run)))
            .map(
                c ->
                    String.format(
                        Locale.ROOT,
                        "%,.0f records/s of %d B",
                        c.keptHz().orElse(c.closedLoopHz()),
                        c.recordBytes()))
            .orElse("not measured (harness calibrate)");
  }

  /** As whole bytes, to look a calibration up by. */
  private static int recordBytes(RunDocument run) {
    return (int) Math.round(run.recordBytes().orElse(Defaults.RECORD_BYTES));
  }

  private static void outcome(
      List<String> lines, RunDocument run, RunOutcome outcome, Charset charset) {
    lines.add(String.format(Locale.ROOT, ROW, "ms", "p50", "p90", "p99", "p99.9", "p99.99", "max"));
    for (LatencySummary s : outcome.latencies()) {
      if (s.phase() == Phase.WINDOW && s.count() > 0) {
        lines.add(latency(s));
      }
    }
    // Below end-to-end latency, so that the engine's share is plain to see.
    run.answers().ifPresent(a -> a.latencies().forEach(s -> lines.add(latency(s))));
    lines.add("");
    List<String> sketch = PercentileSketch.lines(curves(outcome), charset);
    lines.addAll(sketch);
    if (!sketch.isEmpty()) {
      lines.add("");
    }
    boolean closed = run.spec().load().profile().closedLoop();
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
            mebibytes(outcome.goodput().ackedHz(), run)));
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
    for (OrderSummary order : outcome.order()) {
      String head = "Global order";
      for (String sentence : OrderText.of(order)) {
        block(lines, head, sentence);
        head = "";
      }
    }
    lines.add("");
  }

  private static String mebibytes(double hz, RunDocument run) {
    OptionalDouble bytes = run.recordBytes();
    return bytes.isEmpty()
        ? ""
        : String.format(Locale.ROOT, " (%.2f MiB/s)", hz * bytes.getAsDouble() / (1 << 20));
  }

  /** Publish latency, or service time where there is no other; and end-to-end latency. */
  private static List<PercentileSketch.Curve> curves(RunOutcome outcome) {
    return Stream.of(
            series(outcome, LatencyMetric.PUBLISH_LATENCY)
                .or(() -> series(outcome, LatencyMetric.PUBLISH_SERVICE_TIME)),
            series(outcome, LatencyMetric.END_TO_END_LATENCY))
        .flatMap(Optional::stream)
        .map(s -> new PercentileSketch.Curve(name(s), s.percentiles()))
        .toList();
  }

  /** Of several subscriptions, all together. */
  private static Optional<LatencySummary> series(RunOutcome outcome, LatencyMetric metric) {
    List<LatencySummary> series =
        outcome.latencies().stream()
            .filter(s -> s.phase() == Phase.WINDOW && s.metric() == metric && s.count() > 0)
            .toList();
    return series.stream()
        .filter(s -> s.subscription().equals(LatencySummary.ALL))
        .findFirst()
        .or(() -> series.stream().findFirst());
  }

  private static String name(LatencySummary s) {
    return s.metric().text().replace('_', ' ')
        + (s.subscription().isEmpty() ? "" : " " + s.subscription());
  }

  private static String latency(LatencySummary s) {
    List<Object> cells = new ArrayList<>();
    cells.add(name(s));
    for (double percentile : SHOWN) {
      cells.add(milliseconds(s.at(percentile)));
    }
    cells.add(milliseconds(s.maxNs()));
    return String.format(Locale.ROOT, ROW, cells.toArray()).stripTrailing();
  }

  private static String milliseconds(OptionalLong ns) {
    return ns.isEmpty() ? "-" : Milliseconds.text(ns.getAsLong());
  }

  private static void verdict(List<String> lines, RunDocument run) {
    if (run.verdict().isEmpty()) {
      lines.add("Verdict       none: the run did not come to its end");
      return;
    }
    String head = "Verdict";
    String before = "";
    for (VerdictEntry entry : run.verdict()) {
      if (!entry.verdict().equals(before)) {
        block(lines, head, entry.verdict() + ": " + VerdictWords.of(entry.verdict()));
      }
      block(lines, "", entry.reason());
      head = "";
      before = entry.verdict();
    }
  }

  private static void files(List<String> lines, RunDirectory directory, RunDocument run) {
    lines.add(String.format(Locale.ROOT, HEAD, "Files") + directory.path());
    block(
        lines,
        "",
        run.outcome().isPresent()
            ? "run.json: settings and all figures; percentiles.csv, timeseries.csv: for plots;"
                + " latency.hlog: every latency;"
                + (run.answers().isPresent() ? " engine.csv, engine.hlog: the engine's;" : "")
                + " logs/: what went wrong"
            : "logs/: what went wrong; run.json: what was asked for");
  }

  private static void block(List<String> lines, String head, String text) {
    lines.addAll(TextBlock.of(String.format(Locale.ROOT, HEAD, head), text, COLUMNS));
  }

  private static String plural(int n, String one) {
    return plural(n, one, one + "s");
  }

  private static String plural(int n, String one, String many) {
    return n == 1 ? "1 " + one : n + " " + many;
  }
}
