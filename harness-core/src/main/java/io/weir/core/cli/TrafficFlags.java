/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.RunKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The flags of a run that say what its traffic is. */
final class TrafficFlags implements IModelTransformer {
  static final List<RunKey> KEYS =
      Stream.concat(
              Stream.of(RunKey.PROFILE, RunKey.RATE, RunKey.DURATION, RunKey.SEED),
              Arrays.stream(RunKey.values()).filter(k -> k.group() == RunKey.Group.TRAFFIC))
          .toList();

  /** Gives the command these flags. */
  @Override
  public CommandSpec transform(CommandSpec command) {
    KEYS.forEach(key -> command.addOption(RunFlags.option(key, key.defaultText())));
    UsageMessageSpec usage = command.usageMessage();
    Map<String, IHelpSectionRenderer> sections = new HashMap<>(usage.sectionMap());
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, TrafficFlags::list);
    return command.usageMessage(usage.sectionMap(sections));
  }

  private static String list(Help help) {
    CommandSpec command = help.commandSpec();
    List<String> ofRuns = Arrays.stream(RunKey.values()).map(RunKey::flag).toList();
    return RunFlags.section(
            help,
            command.options().stream().filter(o -> !ofRuns.contains(o.longestName())).toList())
        + String.format("%nTraffic, as for a run:%n")
        + RunFlags.section(help, KEYS.stream().map(key -> command.findOption(key.flag())).toList());
  }
}
