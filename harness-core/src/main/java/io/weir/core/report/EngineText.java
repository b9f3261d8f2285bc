/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import io.weir.core.experiment.Units;
import io.weir.core.results.EngineFacts;
import io.weir.core.results.EngineOutcome;
import io.weir.core.results.RunDocument;
import io.weir.core.results.RunOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What an engine answered, what it took, and how it bore what was done to it, in sentences. */
final class EngineText {
  /** Of each kind of finding; run.json has more. */
  private static final int EXAMPLES = 3;

  private EngineText() {}

  /**
   * A sentence with what stands before it.
   *
   * @param head empty for one that goes on with what is above
   */
  record Line(String head, String text) {}

  /** Of a run with an engine, as far as it came; none of others. */
  static List<Line> of(RunDocument run) {
    List<Line> lines = new ArrayList<>();
    run.answers().ifPresent(answers -> answers(lines, answers));
    run.engine().ifPresent(engine -> course(lines, run, engine));
    return lines;
  }

  /** The engine of a run, for its title. */
  static String title(EngineFacts engine) {
    return engine.system()
        + " "
        + engine.systemVersion()
        + (engine.servers().isEmpty() ? "" : " on this machine");
  }

  private static void answers(List<Line> lines, EngineOutcome answers) {
    lines.add(
        new Line(
            "Engine",
            String.format(
                Locale.ROOT,
                "%s, %s: given %,.1f records/s, %,.1f right rows/s inside the window",
                answers.query(),
                answers.guarantee().text(),
                answers.goodput().inHz(),
                answers.goodput().outHz())));
    EngineOutcome.Rows rows = answers.rows();
    lines.add(
        new Line(
            "Answers",
            (rows.judged() == 0
                    ? "nothing judged: no row had to come"
                    : String.format(
                        Locale.ROOT, "%,d of %,d rows right", rows.right(), rows.judged()))
                + (rows.passedOver() == 0
                    ? ""
                    : String.format(Locale.ROOT, "; %,d not judged", rows.passedOver()))
                + (answers.stillBehind() ? "; the engine was still at work" : "")));
    for (EngineOutcome.Findings found : answers.findings()) {
      lines.add(
          new Line(
              "",
              String.format(
                  Locale.ROOT,
                  "%,d %s%s",
                  found.count(),
                  found.kind(),
                  found.fault() ? "" : ", which the guarantee allows")));
      if (found.fault()) {
        found.examples().stream().limit(EXAMPLES).forEach(e -> lines.add(new Line("", e)));
      }
    }
    EngineOutcome.Input input = answers.input();
    if (input.lateWindows() > 0) {
      lines.add(
          new Line(
              "Late input",
              String.format(
                  Locale.ROOT,
                  "%,d records up to %s ms behind, with a watermark delay of %s: %,d windows left"
                      + " out",
                  input.lateRecords(),
                  Milliseconds.text(input.worstInversionNs()),
                  Units.text(Duration.ofNanos(input.watermarkDelayNs())),
                  input.lateWindows())));
    }
  }

  private static void course(List<Line> lines, RunDocument run, EngineFacts engine) {
    engine
        .resources()
        .filter(r -> r.cpuSeconds().isPresent() || r.peakRssBytes().isPresent())
        .ifPresent(r -> lines.add(new Line("Engine cost", cost(run, r))));
    if (engine.mostBacklog().isPresent()) {
      lines.add(
          new Line(
              "",
              String.format(
                  Locale.ROOT,
                  "at most %,d records of its input due and not read",
                  engine.mostBacklog().getAsLong())));
    }
    engine.fault().ifPresent(fault -> fault(lines, engine, fault));
    engine.rescale().ifPresent(rescale -> lines.add(new Line("Rescale", rescale(rescale))));
    if (engine.fault().isEmpty() && engine.restarts().orElse(0) > 0) {
      lines.add(
          new Line(
              "Restarts", engine.restarts().getAsInt() + " of the job, to which nothing was done"));
    }
  }

  private static String cost(RunDocument run, EngineFacts.Resources resources) {
    OptionalDouble brokers =
        run.outcome()
            .map(RunOutcome::resources)
            .map(r -> r.serversCpuSeconds())
            .orElse(OptionalDouble.empty());
    String cpu =
        resources.cpuSeconds().isEmpty()
            ? ""
            : String.format(
                Locale.ROOT, "%.1f s of CPU in the window", resources.cpuSeconds().getAsDouble());
    String beside =
        cpu.isEmpty() || brokers.isEmpty()
            ? ""
            : String.format(Locale.ROOT, " beside %.1f s of the broker", brokers.getAsDouble());
    String memory =
        resources.peakRssBytes().isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                "%sat most %,.0f MiB of memory",
                cpu.isEmpty() ? "" : "; ",
                resources.peakRssBytes().getAsLong() / (double) (1 << 20));
    return cpu + beside + memory;
  }

  private static void fault(List<Line> lines, EngineFacts engine, EngineFacts.FaultOutcome fault) {
    lines.add(
        new Line(
            "Recovery",
            fault.name()
                + " at "
                + seconds(fault.atNs())
                + ": "
                + (fault.recoveryNs().isPresent()
                    ? "results as before after " + seconds(fault.recoveryNs().getAsLong())
                    : "results were not as before by the end of the window")
                + counted("at least ", fault.replayedRecords(), "records read again")
                + counted("", fault.duplicateRows(), "duplicate rows")
                + (engine.restarts().isPresent() ? restarts(engine.restarts().getAsInt()) : "")));
    fault.cause().ifPresent(cause -> lines.add(new Line("", cause)));
  }

  private static String restarts(int n) {
    return ", " + n + (n == 1 ? " restart" : " restarts") + " of the job";
  }

  private static String counted(String bound, OptionalLong n, String what) {
    return n.isEmpty() ? "" : String.format(Locale.ROOT, ", %s%,d %s", bound, n.getAsLong(), what);
  }

  private static String rescale(EngineFacts.RescaleOutcome rescale) {
    String parts =
        rescale.parts().stream()
            .map(part -> part.name() + " " + seconds(part.tookNs()))
            .collect(Collectors.joining(", "));
    return "parallelism "
        + rescale.from()
        + " to "
        + rescale.to()
        + " at "
        + seconds(rescale.atNs())
        + ": "
        + (parts.isEmpty() ? "" : parts + "; ")
        + (rescale.disturbanceNs().isPresent()
            ? "results as before after " + seconds(rescale.disturbanceNs().getAsLong())
            : "results were not as before by the end of the window");
  }

  private static String seconds(long ns) {
    return String.format(Locale.ROOT, "%.1f s", ns / 1e9);
  }
}
