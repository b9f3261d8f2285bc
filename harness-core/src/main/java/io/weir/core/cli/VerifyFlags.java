/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.Fault;
import io.weir.core.experiment.FaultPlan;
import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSettings;
import io.weir.core.experiment.Units;
import io.weir.spi.SettingException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/**
 * The flags of a verification: those of a run that go with it, named as a run's, some with other
 * defaults.
 */
final class VerifyFlags implements IModelTransformer {
  /** Those that are not just the run's: enough load for a loss to show, and every node a leader. */
  private static final Map<RunKey, String> DEFAULTS =
      Map.of(RunKey.RATE, "2000", RunKey.PARTITIONS, "6", RunKey.PUBLISHERS, "2");

  private static final List<RunKey> KEYS =
      List.of(
          RunKey.DRIVER,
          RunKey.NODES,
          RunKey.DURABILITY,
          RunKey.SET,
          RunKey.RATE,
          RunKey.RECORD_SIZE,
          RunKey.PARTITIONS,
          RunKey.PUBLISHERS,
          RunKey.MAX_IN_FLIGHT,
          RunKey.SEED,
          RunKey.BATCH_BYTES,
          RunKey.LINGER,
          RunKey.COMPRESSION,
          RunKey.PENDING_BYTES,
          RunKey.KEEP,
          RunKey.RESULTS,
          RunKey.PLUGINS);

  /** Gives the command the flags of a run that it takes. */
  @Override
  public CommandSpec transform(CommandSpec command) {
    for (RunKey key : KEYS) {
      command.addOption(
          RunFlags.option(key, Optional.ofNullable(DEFAULTS.get(key)).or(key::defaultText)));
    }
    // Known, so that it can be refused with a reason.
    command.addOption(
        RunFlags.option(RunKey.BROKER_URL, Optional.empty()).toBuilder().hidden(true).build());
    UsageMessageSpec usage = command.usageMessage();
    Map<String, IHelpSectionRenderer> sections = new HashMap<>(usage.sectionMap());
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, VerifyFlags::list);
    return command.usageMessage(usage.sectionMap(sections));
  }

  /** What the command line says of the settings of a run. */
  static RunSettings read(ParseResult line) {
    return RunFlags.read(line, Stream.concat(KEYS.stream(), Stream.of(RunKey.BROKER_URL)).toList());
  }

  private static String list(Help help) {
    CommandSpec command = help.commandSpec();
    List<String> ofRuns = KEYS.stream().map(RunKey::flag).toList();
    return RunFlags.section(
            help,
            command.options().stream().filter(o -> !ofRuns.contains(o.longestName())).toList())
        + String.format("%nSystem and load, as for a run:%n")
        + RunFlags.section(help, KEYS.stream().map(key -> command.findOption(key.flag())).toList());
  }

  /**
   * A run's settings whose phases are those of one fault.
   *
   * @param given on the command line
   */
  static RunSettings settings(RunSettings given, FaultPlan plan, Duration longestReturn) {
    if (given.has(RunKey.BROKER_URL)) {
      throw new SettingException(
          RunKey.BROKER_URL.flag(),
          given.text(RunKey.BROKER_URL),
          "no address with verify-durability",
          "it kills servers, and does so only with those that it started itself: leave it out");
    }
    Map<RunKey, String> fixed = new EnumMap<>(DEFAULTS);
    fixed.put(RunKey.WARMUP, Units.text(plan.before()));
    // As planned; load goes on for as long as the servers take to answer.
    Duration window = plan.outage().plus(plan.after());
    fixed.put(RunKey.DURATION, Units.text(window));
    fixed.put(RunKey.COOLDOWN, "0");
    fixed.put(RunKey.DRAIN_LIMIT, Units.text(longestReturn.plus(window)));
    RunSettings.Builder lower = RunSettings.builder();
    fixed.forEach((key, text) -> lower.put(key, List.of(text), RunSettings.COMMAND_LINE));
    return given.over(lower.build());
  }

  /**
   * The faults that are named.
   *
   * @throws SettingException if one is not known
   */
  static List<Fault> faults(List<String> texts) {
    return texts.stream().map(text -> Fault.parse("--fault", text)).toList();
  }
}
