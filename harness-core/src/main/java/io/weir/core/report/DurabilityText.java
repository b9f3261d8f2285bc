/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import io.weir.core.experiment.FaultPlan;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.experiment.Units;
import io.weir.core.results.DurabilityDocument;
import io.weir.core.results.DurabilityFacts;
import io.weir.core.results.FaultLoad;
import io.weir.core.results.FaultReadBack;
import io.weir.core.results.FaultResult;
import io.weir.core.results.FaultVerdict;
import io.weir.core.results.PowerLossFacts;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.RunStatus;
import io.weir.spi.Durability;
import io.weir.spi.DurabilityReport.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What was promised of faults and what came of it, as lines for a terminal. */
public final class DurabilityText {
  private static final int COLUMNS = 100;
  private static final String HEAD = "%-14s";

  private DurabilityText() {}

  /** The lines of a verification, finished or not. */
  public static List<String> lines(RunDirectory directory, DurabilityDocument document) {
    List<String> lines = new ArrayList<>();
    lines.add(title(document));
    lines.addAll(TextBlock.of("", load(document), COLUMNS));
    first(document, FaultResult::durability).ifPresent(d -> durability(lines, d));
    lines.add("");
    if (!document.results().isEmpty()) {
      lines.add(
          row(
              "fault",
              "sent",
              "acked",
              "lost",
              "appeared",
              "duplicates",
              "reordered",
              "unavailable",
              "verdict"));
      document.results().forEach(result -> lines.add(row(result)));
      lines.add("");
      for (FaultResult result : document.results()) {
        block(lines, result.fault().text(), said(result));
        result.powerLoss().ifPresent(facts -> powerLoss(lines, facts));
      }
      lines.add("");
    }
    if (document.status() != RunStatus.COMPLETE) {
      int rest = document.plan().faults().size() - document.results().size();
      block(
          lines,
          "Incomplete",
          "the verification did not come to its end"
              + (rest > 0 ? "; faults not begun: " + rest : ""));
      lines.add("");
    }
    lines.add(String.format(Locale.ROOT, HEAD, "Files") + directory.path());
    block(
        lines,
        "",
        "durability.json: settings, promises and all figures; for each fault a directory with"
            + " ledger/: every record acknowledged and read back; timeseries.csv, latency.hlog: the"
            + " load; logs/: what the servers said");
    return lines;
  }

  private static String said(FaultResult result) {
    return result.verdict() + ": " + sentence(result.reason()) + recovery(result);
  }

  private static void powerLoss(List<String> lines, PowerLossFacts p) {
    long asExpected = p.controls().stream().filter(PowerLossFacts.Control::asExpected).count();
    long bytes = p.damage().values().stream().mapToLong(PowerLossFacts.Damage::bytesTaken).sum();
    block(
        lines,
        "",
        String.format(
            Locale.ROOT,
            "Simulated: %d of %d controls lost exactly what they had to; %,d bytes were taken away"
                + " from the servers' files. %s",
            asExpected,
            p.controls().size(),
            bytes,
            String.join(" ", p.model())));
  }

  private static String sentence(String text) {
    return text.isEmpty()
        ? ""
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  private static String recovery(FaultResult result) {
    Optional<FaultLoad> load = result.load();
    if (load.isEmpty() || load.get().unavailableS().isEmpty()) {
      return "";
    }
    OptionalDouble all = load.get().allPartitionsS();
    return all.isEmpty()
        ? " Not every partition acknowledged records again."
        : " Every partition acknowledged records again after " + seconds(all) + ".";
  }

  private static String title(DurabilityDocument document) {
    return first(document, FaultResult::system)
        .map(
            s ->
                s.system()
                    + " "
                    + s.systemVersion()
                    + ", "
                    + plural(document.spec().broker().nodes(), "node", "nodes")
                    + " on this machine, client "
                    + s.clientVersion())
        .orElse(document.spec().broker().driver());
  }

  private static String load(DurabilityDocument document) {
    RunSpec spec = document.spec();
    FaultPlan plan = document.plan();
    String rate =
        spec.load().profile() instanceof TrafficProfile.Constant constant
            ? constant.rate().text()
            : spec.load().profile().name();
    return rate
        + " records/s of "
        + spec.payload().recordBytes()
        + " B, "
        + plural(spec.load().publishers(), "publisher", "publishers")
        + ", "
        + plural(spec.topics().partitions(), "partition", "partitions")
        + "; "
        + Units.text(plan.before())
        + " before the fault, outage "
        + Units.text(plan.outage())
        + ", "
        + Units.text(plan.after())
        + " after; seed "
        + spec.seed();
  }

  private static void durability(List<String> lines, DurabilityFacts d) {
    Durability effective = d.effective();
    lines.add(
        "durability "
            + d.level().text()
            + ": "
            + plural(effective.copies(), "copy", "copies")
            + ", acknowledged by "
            + effective.copiesBeforeAck()
            + " from "
            + effective.reached().name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + ", writes need "
            + effective.copiesToAccept());
    List<Setting> mismatches = d.settings().stream().filter(Setting::mismatched).toList();
    if (!mismatches.isEmpty()) {
      lines.addAll(
          TextBlock.of(
              "note: ",
              "durability "
                  + d.level().text()
                  + " asks for "
                  + d.requested().text()
                  + " and is not in force; judged is what is: "
                  + effective.text(),
              COLUMNS));
      mismatches.forEach(
          s ->
              lines.addAll(
                  TextBlock.of(
                      "      ",
                      s.scope()
                          + ": "
                          + s.key()
                          + " is "
                          + s.value().orElse("not revealed")
                          + ", the level needs "
                          + s.required().orElse("any"),
                      COLUMNS)));
    }
  }

  private static String row(FaultResult result) {
    Optional<FaultLoad> load = result.load();
    Optional<FaultReadBack> back = result.readBack();
    return row(
        result.fault().text(),
        count(load.map(FaultLoad::sent)),
        count(load.map(FaultLoad::acked)),
        count(back.map(FaultReadBack::lost)),
        count(back.map(FaultReadBack::appeared)),
        count(back.map(FaultReadBack::duplicates)),
        count(back.map(FaultReadBack::reordered)),
        load.map(l -> l.unavailableS().isEmpty() ? "none" : seconds(l.unavailableS())).orElse("-"),
        word(result.verdict()));
  }

  private static String word(FaultVerdict verdict) {
    return switch (verdict) {
      case HELD -> "HELD";
      case BROKEN -> "BROKEN";
      case LOST -> "LOST (not promised)";
      case KEPT -> "KEPT (not promised)";
      case VOID -> "VOID";
      case INCOMPLETE -> "INCOMPLETE";
    };
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-14s %10s %10s %8s %10s %10s %9s %11s  %s", cells)
        .stripTrailing();
  }

  private static String count(Optional<Long> count) {
    return count.map(n -> String.format(Locale.ROOT, "%,d", n)).orElse("-");
  }

  private static String seconds(OptionalDouble seconds) {
    return String.format(Locale.ROOT, "%.3f s", seconds.orElse(0));
  }

  private static void block(List<String> lines, String head, String text) {
    lines.addAll(TextBlock.of(String.format(Locale.ROOT, HEAD, head), text, COLUMNS));
  }

  private static <T> Optional<T> first(
      DurabilityDocument document, Function<FaultResult, Optional<T>> part) {
    return document.results().stream().map(part).flatMap(Optional::stream).findFirst();
  }

  private static String plural(int n, String one, String many) {
    return n + " " + (n == 1 ? one : many);
  }
}
