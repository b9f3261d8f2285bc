/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSettings;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.plugin.LoadedWorkload;
import io.weir.core.plugin.Plugins;
import io.weir.core.plugin.SettingsBinder;
import io.weir.core.run.RunWorkload;
import io.weir.spi.OpenWorkload;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The workload that a run publishes, with its settings, and what follows from it for the run.
 * Immutable.
 */
final class ChosenWorkload {
  /** Settings that speak of the harness's own records, or of how many topics they fill. */
  private static final List<RunKey> OF_PAYLOAD =
      List.of(
          RunKey.RECORD_SIZE,
          RunKey.KEYS,
          RunKey.KEY_COUNT,
          RunKey.ZIPF_EXPONENT,
          RunKey.COMPRESSIBILITY,
          RunKey.TOPICS);

  private final LoadedWorkload loaded;
  private final Settings settings;
  private final List<StreamSpec> streams;

  private ChosenWorkload(LoadedWorkload loaded, Settings settings, List<StreamSpec> streams) {
    this.loaded = loaded;
    this.settings = settings;
    this.streams = streams;
  }

  /**
   * The workload that the settings name.
   *
   * @param inUse names of the other plugins of the run
   * @throws SettingException if there is none of that name, or one of its options cannot be used
   */
  static ChosenWorkload of(
      Plugins plugins, RunSettings run, SettingsBinder binder, Collection<String> inUse) {
    LoadedWorkload loaded = plugins.workload(run.text(RunKey.WORKLOAD));
    Settings settings = binder.bind(loaded.name(), loaded.workload().options(), run.pairs(), inUse);
    ChosenWorkload chosen =
        new ChosenWorkload(loaded, settings, List.copyOf(loaded.workload().streams(settings)));
    chosen.refuseWhatHasNoEffect(run);
    OptionalInt unused = chosen.partitions();
    return chosen;
  }

  String name() {
    return loaded.name();
  }

  Settings settings() {
    return settings;
  }

  /** What makes its records, and its queries. */
  Workload workload() {
    return loaded.workload();
  }

  /** Its streams, each a topic of its own; empty for the harness's own records. */
  List<StreamSpec> streams() {
    return isPayload() ? List.of() : streams;
  }

  /** True for the harness's own records. */
  boolean isPayload() {
    return loaded.origin().directory().isEmpty();
  }

  private void refuseWhatHasNoEffect(RunSettings run) {
    if (isPayload()) {
      return;
    }
    for (RunKey key : OF_PAYLOAD) {
      if (run.has(key)) {
        throw new SettingException(
            key.flag(),
            run.text(key),
            "none with --workload " + name(),
            "the workload says what its records and topics are: leave it out");
      }
    }
    if (run.has(RunKey.PARTITIONS) && partitions().isPresent()) {
      String fixed = String.valueOf(partitions().getAsInt());
      if (!run.text(RunKey.PARTITIONS).equals(fixed)) {
        throw new SettingException(
            RunKey.PARTITIONS.flag(),
            run.text(RunKey.PARTITIONS),
            fixed + " with --workload " + name(),
            "the workload says which partition a record goes to");
      }
    }
  }

  /** What the workload fixes; subscribers read all topics alike, so all have as many. */
  private OptionalInt partitions() {
    OptionalInt first = streams.get(0).partitions();
    for (StreamSpec stream : streams) {
      if (!stream.partitions().equals(first)) {
        throw new IllegalStateException(
            "workload " + name() + " has streams with different numbers of partitions");
      }
    }
    return first;
  }

  /**
   * The settings, with the workload's own times or rate where the user leaves them open.
   *
   * @throws SettingException if they name another profile than such a workload has
   */
  RunSettings completed(RunSettings run) {
    boolean ownTimes = !isPayload() && loaded.workload().ownTimes(settings);
    String profile = run.text(RunKey.PROFILE);
    if (run.has(RunKey.PROFILE) && ownTimes != profile.equals(TrafficProfile.OWN)) {
      throw new SettingException(
          RunKey.PROFILE.flag(),
          profile,
          ownTimes
              ? TrafficProfile.OWN + " with workload " + name() + " as it is set"
              : "any other with workload " + name() + " as it is set",
          ownTimes
              ? "it says itself when its records are due: leave the profile out"
              : "it has no times of its own");
    }
    if (ownTimes) {
      return with(run, RunKey.PROFILE, TrafficProfile.OWN);
    }
    boolean open =
        !isPayload()
            && Set.of("constant", "b-model").contains(profile)
            && !run.has(RunKey.RATE)
            && !run.has(RunKey.VOLUME)
            && !run.has(RunKey.PEAK_RATE);
    if (!open || loaded.workload().rateHz(settings).isEmpty()) {
      return run;
    }
    return with(
        run,
        RunKey.RATE,
        BigDecimal.valueOf(loaded.workload().rateHz(settings).getAsDouble())
            .setScale(3, RoundingMode.HALF_EVEN)
            .stripTrailingZeros()
            .toPlainString());
  }

  private RunSettings with(RunSettings run, RunKey key, String text) {
    return run.over(RunSettings.builder().put(key, List.of(text), "workload " + name()).build());
  }

  /** The run, with the topics that the workload needs. */
  RunSpec completed(RunSpec spec) {
    return isPayload()
        ? spec
        : spec.withTopics(streams.size(), partitions().orElse(spec.topics().partitions()));
  }

  /**
   * Makes it ready.
   *
   * @param directory of the run
   */
  RunWorkload open(RunSpec spec, Path directory) {
    if (isPayload()) {
      return RunWorkload.payload(spec);
    }
    OpenWorkload open =
        loaded.workload().open(new WorkloadRequest(settings, spec.seed(), directory));
    try {
      return RunWorkload.of(loaded.workload(), open, spec);
    } catch (RuntimeException | Error e) {
      open.close();
      throw e;
    }
  }
}
