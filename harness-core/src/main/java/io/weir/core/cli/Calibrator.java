/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.Pacing;
import io.weir.core.experiment.Phase;
import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSettings;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.RunSpecs;
import io.weir.core.experiment.SpecTexts;
import io.weir.core.experiment.Units;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.plugin.SettingsBinder;
import io.weir.core.results.Calibration.Ceiling;
import io.weir.core.results.Calibration.Pace;
import io.weir.core.results.LatencySummary;
import io.weir.core.results.RunDocument;
import io.weir.core.results.RunOutcome;
import io.weir.core.results.Secrets;
import io.weir.core.run.RunListener;
import io.weir.core.run.RunWorkload;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.Stamp;
import io.weir.spi.UnavailableException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Measures the generator by whole runs of the product on the in-memory broker: the same code as any
 * run. Used once, by one thread.
 */
final class Calibrator {
  private static final long PACE_HZ = 10_000;
  private static final int PACE_BYTES = 100;
  private static final int PUBLISHERS = 1;

  /** First rate tried of an open loop, as a share of what the closed loop reached. */
  private static final double FIRST_SHARE = 0.95;

  private static final double NEXT_SHARE = 0.85;
  private static final int MOST_PROBES = 5;

  /** As METHODOLOGY's in-window goodput: less is no longer keeping up. */
  private static final double KEPT = 0.99;

  private final LoadedDriver loopback;
  private final Duration window;
  private final Path runs;
  private final PrintWriter progress;

  /**
   * @param loopback the in-memory broker's driver
   * @param window of each run; its warm-up is as long
   * @param runs where the runs' directories are made
   * @param progress a line a step
   */
  Calibrator(LoadedDriver loopback, Duration window, Path runs, PrintWriter progress) {
    this.loopback = loopback;
    this.window = window;
    this.runs = runs;
    this.progress = progress;
  }

  /** What was measured. */
  record Measured(List<Pace> paces, List<Ceiling> ceilings) {}

  /** Ctrl-C came. */
  private static final class InterruptedRun extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Reads a record size.
   *
   * @throws SettingException if it is none
   */
  static int recordSize(String text) {
    long bytes = Units.bytes("--record-size", text);
    if (bytes < Stamp.BYTES || bytes > 1 << 20) {
      throw new SettingException("--record-size", text, Stamp.BYTES + " to 1MiB", "");
    }
    return (int) bytes;
  }

  /**
   * Measures.
   *
   * @param recordSizes to find the ceilings of
   * @return empty if it was interrupted
   */
  Optional<Measured> measure(List<Integer> recordSizes) {
    try {
      List<Pace> paces = new ArrayList<>();
      for (Pacing pacing : Pacing.values()) {
        paces.add(pace(pacing));
      }
      List<Ceiling> ceilings = new ArrayList<>();
      for (int bytes : recordSizes) {
        ceilings.add(ceiling(bytes));
      }
      return Optional.of(new Measured(paces, ceilings));
    } catch (InterruptedRun e) {
      return Optional.empty();
    }
  }

  private Pace pace(Pacing pacing) {
    RunOutcome outcome = run(settings(PACE_BYTES, pacing, Optional.of(PACE_HZ)));
    Optional<LatencySummary> delay =
        outcome.latencies().stream()
            .filter(s -> s.phase() == Phase.WINDOW && s.metric() == LatencyMetric.SCHEDULE_DELAY)
            .findFirst();
    Pace pace =
        new Pace(
            pacing,
            PACE_HZ,
            PACE_BYTES,
            delay.map(d -> d.at(50)).orElse(OptionalLong.empty()),
            delay.map(d -> d.at(99)).orElse(OptionalLong.empty()),
            delay.map(LatencySummary::maxNs).orElse(OptionalLong.empty()),
            cpuNsPerRecord(outcome));
    say(
        "%-10s pacing  %,9d/s of %4d B  schedule delay p50 %s, p99 %s, max %s; CPU %s a record",
        pacing.text(),
        PACE_HZ,
        PACE_BYTES,
        CalibrateCommand.time(pace.delayP50Ns()),
        CalibrateCommand.time(pace.delayP99Ns()),
        CalibrateCommand.time(pace.delayMaxNs()),
        cpu(pace.cpuNsPerRecord()));
    return pace;
  }

  private Ceiling ceiling(int bytes) {
    RunOutcome closed = run(settings(bytes, Pacing.PRECISE, Optional.empty()));
    double closedHz = closed.goodput().ackedHz();
    OptionalDouble keptHz = OptionalDouble.empty();
    double rateHz = closedHz * FIRST_SHARE;
    for (int probe = 0; probe < MOST_PROBES && keptHz.isEmpty(); probe++) {
      RunOutcome open =
          run(settings(bytes, Pacing.PRECISE, Optional.of(Math.max(1, Math.round(rateHz)))));
      double deliveredHz =
          open.goodput().deliveredHz().values().stream().mapToDouble(d -> d).min().orElse(0);
      double reachedHz = Math.min(open.goodput().ackedHz(), deliveredHz);
      if (reachedHz >= KEPT * open.goodput().offeredHz()) {
        keptHz = OptionalDouble.of(open.goodput().offeredHz());
      }
      rateHz *= NEXT_SHARE;
    }
    Ceiling ceiling = new Ceiling(bytes, PUBLISHERS, closedHz, keptHz, cpuNsPerRecord(closed));
    say(
        "ceiling            %,9.0f/s of %4d B  as fast as possible; schedule kept up to %s; CPU %s"
            + " a record",
        closedHz,
        bytes,
        keptHz.isEmpty()
            ? "none of the rates tried"
            : String.format(Locale.ROOT, "%,.0f/s", keptHz.getAsDouble()),
        cpu(ceiling.cpuNsPerRecord()));
    return ceiling;
  }

  private void say(String format, Object... values) {
    progress.println(String.format(Locale.ROOT, format, values));
    progress.flush();
  }

  private static String cpu(OptionalDouble ns) {
    return ns.isEmpty() ? "unknown" : CalibrateCommand.time(ns.getAsDouble());
  }

  private OptionalDouble cpuNsPerRecord(RunOutcome outcome) {
    OptionalDouble cpuSeconds = outcome.resources().harnessCpuSeconds();
    double records = outcome.goodput().ackedHz() * window.toNanos() / 1e9;
    return cpuSeconds.isPresent() && records > 0
        ? OptionalDouble.of(cpuSeconds.getAsDouble() * 1e9 / records)
        : OptionalDouble.empty();
  }

  private RunSettings settings(int bytes, Pacing pacing, Optional<Long> rateHz) {
    RunSettings.Builder settings = RunSettings.builder();
    put(settings, RunKey.DRIVER, loopback.name());
    put(settings, RunKey.PROFILE, rateHz.isPresent() ? "constant" : "max");
    rateHz.ifPresent(hz -> put(settings, RunKey.RATE, hz));
    put(settings, RunKey.PACING, pacing.text());
    put(settings, RunKey.RECORD_SIZE, bytes);
    put(settings, RunKey.PUBLISHERS, PUBLISHERS);
    put(settings, RunKey.WARMUP, Units.text(window));
    put(settings, RunKey.DURATION, Units.text(window));
    return settings.build();
  }

  private static void put(RunSettings.Builder to, RunKey key, Object value) {
    to.put(key, List.of(String.valueOf(value)), RunSettings.COMMAND_LINE);
  }

  private RunOutcome run(RunSettings settings) {
    RunSpec spec = SpecTexts.read(settings, loopback.driver()::nodesFor);
    RunSpecs.check(spec, loopback.driver().capabilities());
    Settings bound =
        new SettingsBinder(System.getenv())
            .bind(loopback.driver(), spec.broker().settings(), List.of(loopback.name()));
    RunExecution.Ended ended =
        new RunExecution(
                spec,
                loopback,
                bound,
                directory -> RunWorkload.payload(spec),
                Optional.empty(),
                Secrets.none(),
                runs,
                RunListener.silent(),
                new PrintWriter(Writer.nullWriter()),
                false)
            .execute(List.of("calibrate"), (directory, document) -> {});
    if (ended.interrupted()) {
      throw new InterruptedRun();
    }
    RunDocument document = ended.document();
    return document
        .outcome()
        .orElseThrow(
            () ->
                new UnavailableException(
                    "a run of the calibration did not come to its end: "
                        + runs.resolve(document.identity().runId())));
  }
}
