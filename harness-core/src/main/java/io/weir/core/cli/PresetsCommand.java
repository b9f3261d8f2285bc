/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code harness presets [NAME]}: the named runs that are installed, or the text of one. */
@Command(
    name = "presets",
    description = "Lists named runs, for harness --preset NAME --driver ...; or prints one.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class PresetsCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Print this one as the run file that it is.")
  private String name = "";

  @Mixin private PluginPath path = new PluginPath();

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    Presets presets = Presets.in(path.all());
    if (name.isEmpty()) {
      list(presets, out);
    } else {
      Presets.Preset preset = presets.named("NAME", name);
      try {
        Files.readString(preset.file(), StandardCharsets.UTF_8).lines().forEach(out::println);
      } catch (IOException e) {
        throw new UnavailableException("the preset cannot be read: " + preset.file() + ": " + e, e);
      }
    }
    out.flush();
    return ExitCode.VALID.code();
  }

  private static void list(Presets presets, PrintWriter out) {
    if (presets.all().isEmpty()) {
      out.println("No preset is installed.");
      return;
    }
    int width = presets.all().stream().mapToInt(p -> p.name().length()).max().orElse(0);
    for (Presets.Preset preset : presets.all()) {
      Wrapping.lines(
              "  " + Wrapping.padded(preset.name(), width) + "  ",
              " ".repeat(width + 4),
              preset.description())
          .forEach(out::println);
    }
    out.println();
    out.println("Run one:        harness --preset NAME --driver kafka; further flags win over it");
    out.println("See one whole:  harness presets NAME");
  }
}
