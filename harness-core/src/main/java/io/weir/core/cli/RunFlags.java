/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.RunKey;
import io.weir.core.experiment.RunSettings;
import io.weir.spi.SettingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/** The flags of a run: one for every {@link RunKey}, grouped in the help as the keys are. */
final class RunFlags implements IModelTransformer {

  /** Gives the command all flags of a run. */
  @Override
  public CommandSpec transform(CommandSpec command) {
    for (RunKey key : RunKey.values()) {
      command.addOption(option(key));
    }
    UsageMessageSpec usage = command.usageMessage();
    Map<String, IHelpSectionRenderer> sections = new HashMap<>(usage.sectionMap());
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, RunFlags::list);
    return command.usageMessage(usage.sectionMap(sections));
  }

  /**
   * The flags under the headings of their groups; picocli's own groups would hide repeated flags.
   */
  private static String list(Help help) {
    CommandSpec command = help.commandSpec();
    Set<String> ofRuns =
        Arrays.stream(RunKey.values()).map(RunKey::flag).collect(Collectors.toSet());
    StringBuilder text =
        new StringBuilder(
            section(
                help,
                command.options().stream()
                    .filter(o -> !ofRuns.contains(o.longestName()))
                    .toList()));
    for (RunKey.Group group : RunKey.Group.values()) {
      text.append(String.format("%n%s:%n", group.title()));
      text.append(
          section(
              help,
              Arrays.stream(RunKey.values())
                  .filter(key -> key.group() == group)
                  .map(key -> command.findOption(key.flag()))
                  .toList()));
    }
    return text.toString();
  }

  /** Options under a heading of their own. */
  static String section(Help help, List<OptionSpec> options) {
    Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
    layout.addOptions(options, help.parameterLabelRenderer());
    return layout.toString();
  }

  private static OptionSpec option(RunKey key) {
    return option(key, key.defaultText());
  }

  /**
   * The flag of a setting.
   *
   * @param defaultText to be told; empty if there is none
   */
  static OptionSpec option(RunKey key, Optional<String> defaultText) {
    String help = key.help() + defaultText.map(d -> " Default: " + d + ".").orElse("");
    OptionSpec.Builder option =
        OptionSpec.builder(key.flag())
            // picocli reads % as the start of a format.
            .description(
                (key.shape() == RunKey.Shape.SWITCH ? key.help() : help).replace("%", "%%"));
    switch (key.shape()) {
      case ONE, FILE -> option.type(String.class).arity("1").paramLabel(key.label());
      case SWITCH ->
          option
              .type(String.class)
              .arity("0..1")
              .fallbackValue("true")
              .paramLabel("true|false")
              .completionCandidates(List.of("true", "false"));
      case LIST ->
          option
              .type(List.class)
              .auxiliaryTypes(String.class)
              .arity("1")
              .paramLabel(key.label() + "[," + key.label() + "...]");
      case PATHS, PAIRS ->
          option.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel(key.label());
    }
    if (!key.choices().isEmpty()) {
      option.completionCandidates(key.choices());
    }
    return option.build();
  }

  /**
   * What the command line says.
   *
   * @throws SettingException if a {@code --set} has no value, or two
   */
  static RunSettings read(ParseResult line) {
    return read(line, List.of(RunKey.values()));
  }

  /**
   * What the command line says of some settings.
   *
   * @param keys whose flags the command has; others of their names mean something else
   */
  static RunSettings read(ParseResult line, List<RunKey> keys) {
    RunSettings.Builder settings = RunSettings.builder();
    for (RunKey key : keys) {
      if (!line.hasMatchedOption(key.flag())) {
        continue;
      }
      Object value = line.matchedOption(key.flag()).getValue();
      List<String> texts = new ArrayList<>();
      for (Object text : value instanceof List<?> list ? list : List.of(value)) {
        texts.add(String.valueOf(text));
      }
      switch (key.shape()) {
        case ONE, FILE, SWITCH, PATHS -> settings.put(key, texts, RunSettings.COMMAND_LINE);
        case LIST ->
            settings.put(
                key,
                texts.stream().flatMap(t -> Arrays.stream(t.split(",", -1))).toList(),
                RunSettings.COMMAND_LINE);
        case PAIRS -> texts.forEach(pair -> putPair(settings, pair));
      }
    }
    return settings.build();
  }

  private static void putPair(RunSettings.Builder settings, String pair) {
    int at = pair.indexOf('=');
    if (at < 1) {
      // Whatever stands there may be a secret without its key.
      throw new SettingException(
          "--set", "...", "KEY=VALUE, such as kafka.producer.acks=1", "an = is missing");
    }
    String key = pair.substring(0, at);
    if (settings.hasPair(key)) {
      throw new SettingException("--set " + key, "...", "each key once", "leave one of them out");
    }
    settings.putPair(key, pair.substring(at + 1), RunSettings.COMMAND_LINE);
  }
}
