/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.plugin.Catalog;
import io.weir.core.plugin.Plugins;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code harness plugins [NAME]}: what is installed and what goes with what, or all of one. */
@Command(
    name = "plugins",
    description = "Lists drivers, engines, workloads and queries, and what goes with what.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class PluginsCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Everything about one plugin: its options, what it can do, its queries.")
  private String name = "";

  @Mixin private PluginPath path = new PluginPath();

  @Option(names = "--json", description = "The same as JSON.")
  private boolean json;

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    try (Plugins plugins = Plugins.load(path.all())) {
      Catalog all = Catalog.of(plugins);
      Catalog asked = name.isEmpty() ? all : all.about(name, plugins);
      if (json) {
        out.println(CatalogJson.of(asked));
      } else {
        CatalogText text = new CatalogText(Path.of(""));
        (name.isEmpty() ? text.overview(asked) : text.details(asked)).forEach(out::println);
      }
    }
    out.flush();
    return ExitCode.VALID.code();
  }
}
