/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.core.experiment.Defaults;
import io.weir.core.experiment.EngineSpec;
import io.weir.core.experiment.LingerResonance;
import io.weir.core.experiment.Phase;
import io.weir.core.experiment.RunFile;
import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSettings;
import io.weir.core.experiment.RunSettings.Written;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.experiment.Units;
import io.weir.core.report.TrafficText;
import io.weir.core.results.Calibration.Ceiling;
import io.weir.core.results.Json;
import io.weir.core.run.RunPlan;
import io.weir.core.run.RunPlan.PlannedEngine;
import io.weir.core.run.RunPlan.PlannedPhase;
import io.weir.spi.ConfigValue;
import io.weir.spi.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A run's plan for people and for programs: what would be done, and every effective setting. */
final class PlanText {
  private final RunPlan plan;
  private final RunSpec spec;
  private final RunSettings written;
  private final RunSettings effective;
  private final Path results;
  private final Optional<Ceiling> ceiling;

  /**
   * @param plan what would be done
   * @param spec of the run
   * @param written what the user set, and where
   * @param results where the run's directory would be made
   * @param ceiling of this machine's generator, if it was measured
   */
  PlanText(
      RunPlan plan, RunSpec spec, RunSettings written, Path results, Optional<Ceiling> ceiling) {
    this.plan = plan;
    this.spec = spec;
    this.written = written;
    this.effective = SpecTexts.write(spec);
    this.results = results;
    this.ceiling = ceiling;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Plan of a run; nothing was started.");
    lines.add("");
    lines.add(row("System", system()));
    lines.add(row("Durability", plan.level().text() + ": " + promise()));
    if (!plan.artifacts().isEmpty()) {
      lines.add(row("Artifacts", String.join(", ", plan.artifacts())));
    }
    plan.engine().ifPresent(engine -> engine(engine, lines));
    lines.add(row("Load", load()));
    if (!plan.closedLoop()) {
      lines.add(row("Peak", peak()));
    }
    plan.phases().forEach(phase -> lines.add(row("", phase(phase))));
    LingerResonance.note(spec).ifPresent(note -> lines.add(row("Note", note)));
    if (written.has(RunKey.COOLDOWN) && cooldownIsRaised()) {
      lines.add(
          row(
              "Note",
              "load goes on for "
                  + Units.text(spec.load().cooldown())
                  + " after the window at least, for the query's window, the watermark delay and "
                  + Units.text(Defaults.ENGINE_COOLDOWN)));
    }
    lines.add(row("Topics", topics()));
    lines.add(row("Read by", readers()));
    lines.add(row("Results", results.resolve("<run id>").toString()));
    lines.add("");
    lines.add("Settings, as a run file, and where each comes from:");
    lines.add("");
    for (RunKey key : RunKey.values()) {
      RunFile.line(effective, key)
          .ifPresent(
              line -> lines.add(String.format(Locale.ROOT, "  %-44s # %s", line, origin(key))));
    }
    if (!plan.options().isEmpty()) {
      lines.add("  " + RunKey.SET.key() + ":");
      plan.options()
          .forEach(
              (key, value) ->
                  lines.add(
                      String.format(
                          Locale.ROOT,
                          "    %-42s # %s",
                          key + ": " + value.shown(),
                          pairOrigin(key))));
    }
    return lines;
  }

  private static String row(String head, String text) {
    return String.format(Locale.ROOT, "%-13s %s", head, text).stripTrailing();
  }

  private String system() {
    if (!plan.addresses().isEmpty()) {
      return plan.driver() + " that runs at " + String.join(",", plan.addresses());
    }
    return plan.driver()
        + " "
        + plan.version().orElse("")
        + (plan.artifacts().isEmpty()
            ? ", in this process"
            : ", " + plural(plan.nodes(), "node") + " started on this machine")
        + " (driver "
        + plan.driverVersion()
        + ")";
  }

  private static void engine(PlannedEngine engine, List<String> lines) {
    EngineSpec asked = engine.asked();
    lines.add(
        row(
            "Engine",
            asked.local()
                ? engine.name()
                    + asked.version().map(v -> " " + v).orElse("")
                    + ", "
                    + plural(asked.workers(), "worker")
                    + " started on this machine (adapter "
                    + engine.pluginVersion()
                    + ")"
                : engine.name() + " that runs at " + String.join(",", asked.addresses())));
    if (!engine.artifacts().isEmpty()) {
      lines.add(row("Artifacts", String.join(", ", engine.artifacts())));
    }
    lines.add(row("Query", asked.query() + ": " + engine.queryDescription()));
    lines.add(
        row(
            "",
            (engine.queryWindow().isZero()
                    ? ""
                    : "windows of " + Units.text(engine.queryWindow()) + ", ")
                + "watermark "
                + Units.text(asked.watermarkDelay())
                + " behind the latest event time"));
    lines.add(
        row(
            "Guarantee",
            asked.guarantee().text()
                + ", a checkpoint each "
                + Units.text(asked.checkpointInterval())));
    lines.add(
        row(
            "Parallelism",
            asked.parallelism()
                + asked
                    .rescale()
                    .map(
                        r -> ", from " + Units.text(r.at()) + " into the window " + r.parallelism())
                    .orElse("")));
    lines.add(row("Writes to", engine.resultTopic()));
    asked
        .fault()
        .ifPresent(
            fault ->
                lines.add(
                    row(
                        "Fault",
                        fault.name()
                            + " "
                            + Units.text(fault.at())
                            + " into the window: "
                            + engine.fault().orElse(""))));
    if (engine.idleTasks() > 0) {
      lines.add(
          row(
              "Note",
              plural(engine.idleTasks(), "task")
                  + " of "
                  + asked.slots()
                  + " may get no records: there are fewer partitions"));
    }
  }

  private boolean cooldownIsRaised() {
    Duration asked = Units.duration(RunKey.COOLDOWN.flag(), written.text(RunKey.COOLDOWN));
    return !asked.equals(spec.load().cooldown());
  }

  private String promise() {
    return plan.promise().map(PlanText::words).orElse("as far as the cluster gives it; read back");
  }

  private static String words(Durability d) {
    return (d.copies() == 1 ? "1 copy" : d.copies() + " copies")
        + ", acknowledged by "
        + d.copiesBeforeAck()
        + " from "
        + d.reached().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + ", "
        + d.copiesToAccept()
        + " needed to accept a record";
  }

  private String peak() {
    return String.format(Locale.ROOT, "%,.1f records/s", plan.peakHz())
        + TrafficText.slots(plan.traffic()).map(s -> " in the fullest of " + s).orElse("")
        + "; "
        + PeakLimit.text(ceiling);
  }

  private String load() {
    boolean payload = spec.workload().equals(RunSpec.PAYLOAD);
    String size = payload ? " of " + spec.payload().recordBytes() + " B" : " of " + spec.workload();
    String by =
        ", by "
            + plural(spec.load().publishers(), "publisher")
            + ", at most "
            + spec.load().maxInFlight()
            + " unanswered each";
    if (plan.closedLoop()) {
      return "closed loop, as fast as acknowledged," + size + by;
    }
    if (!spec.load().profile().knownBefore()) {
      return spec.load().profile().name() + ", as the workload says," + size + by;
    }
    String peak =
        plan.peakHz() > plan.meanHz()
            ? String.format(Locale.ROOT, " on average, %,.1f/s at its peak,", plan.peakHz())
            : "";
    return String.format(
        Locale.ROOT,
        "%s, %,.1f records/s%s%s%s%s",
        spec.load().profile().name(),
        plan.meanHz(),
        peak,
        size,
        payload
            ? String.format(
                Locale.ROOT,
                " (%.2f MiB/s)",
                plan.meanHz() * spec.payload().recordBytes() / (1 << 20))
            : "",
        by);
  }

  private String phase(PlannedPhase phase) {
    String records =
        phase.records().isPresent()
            ? String.format(Locale.ROOT, "%,15d records", phase.records().getAsLong())
            : "";
    String note =
        switch (phase.phase()) {
          case WARMUP -> "";
          case WINDOW -> ", judged";
          case COOLDOWN -> "until the window's records have arrived";
        };
    return String.format(
        Locale.ROOT,
        "%-9s %8.1f s to %8.1f s%s %s%s",
        phase.phase().text(),
        phase.startNs() / 1e9,
        phase.endNs() / 1e9,
        phase.phase() == Phase.COOLDOWN ? " at the latest," : "",
        records,
        note);
  }

  private String topics() {
    String names =
        plan.topics().size() == 1 || !spec.workload().equals(RunSpec.PAYLOAD)
            ? String.join(", ", plan.topics())
            : plan.topics().get(0) + " to " + plan.topics().get(plan.topics().size() - 1);
    return names
        + " with "
        + plural(spec.topics().partitions(), "partition")
        + (plan.topics().size() == 1 ? "" : " each")
        + (spec.topics().keep() ? ", kept" : ", removed after the run");
  }

  private String readers() {
    return plan.subscriptions().isEmpty()
        ? "nobody"
        : plural(plan.subscriptions().size(), "subscription")
            + " with "
            + plural(spec.topics().subscribers(), "subscriber")
            + (plan.subscriptions().size() == 1 ? ", " : " each, ")
            + spec.topics().kind().text();
  }

  private String origin(RunKey key) {
    Optional<Written> value = written.written(key);
    boolean asWritten = value.isPresent() && value.get().text().equals(effective.text(key));
    if (value.isPresent()) {
      return where(value.get()) + (asWritten ? "" : ": " + value.get().text());
    }
    return byItself(key);
  }

  /** Where a value comes from that nobody wrote. */
  private String byItself(RunKey key) {
    return key == RunKey.COOLDOWN && cooldownIsRaised()
        ? "for the query of " + RunKey.ENGINE.flag()
        : "default";
  }

  private String pairOrigin(String key) {
    return written.pair(key).map(PlanText::where).orElse("default");
  }

  private static String where(Written value) {
    return value.where().equals(RunSettings.COMMAND_LINE) ? "command line" : value.where();
  }

  String json() {
    ObjectMapper json = Json.mapper();
    ObjectNode tree = json.valueToTree(plan);
    ObjectNode settings = tree.putObject("settings");
    for (RunKey key : RunKey.values()) {
      effective
          .written(key)
          .ifPresent(
              value ->
                  settings
                      .putObject(key.key())
                      .put("value", value.text())
                      .put(
                          "from", written.written(key).map(PlanText::where).orElse(byItself(key))));
    }
    ObjectNode options = tree.putObject("options");
    for (Map.Entry<String, ConfigValue> option : plan.options().entrySet()) {
      options
          .putObject(option.getKey())
          .put("value", option.getValue().shown())
          .put("from", pairOrigin(option.getKey()));
    }
    tree.set("ceiling_hz", json.valueToTree(ceiling.map(PeakLimit::hz)));
    tree.put("results", results.toString());
    try {
      return json.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written always", e);
    }
  }

  private static String plural(int n, String one) {
    return n == 1 ? "1 " + one : String.format(Locale.ROOT, "%,d %ss", n, one);
  }
}
