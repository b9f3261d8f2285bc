/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.NamedSystem;
import io.weir.core.plugin.Plugins;
import io.weir.core.provision.MavenArtifacts;
import io.weir.spi.ArtifactSet;
import io.weir.spi.SystemPlugin;
import io.weir.spi.UnavailableException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code harness fetch kafka@3.9.1}: downloads what local servers need, and starts nothing. */
@Command(
    name = "fetch",
    description = "Downloads the servers of brokers and engines ahead, for runs without a network.",
    mixinStandardHelpOptions = true)
final class FetchCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "NAME[@VERSION]",
      description = "Brokers as --driver takes them, and engines. Default version: the plugin's.")
  private List<String> names = List.of();

  @Mixin private PluginPath path = new PluginPath();

  @Spec private CommandSpec command = CommandSpec.create();

  /** One system's jars, found by its plugin. */
  private record Wanted(String label, List<ArtifactSet> sets) {}

  @Override
  public Integer call() {
    HarnessLog.silenceTerminal();
    try (Plugins plugins = Plugins.load(path.all());
        MavenArtifacts artifacts =
            new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()))) {
      // All of them before the first download: an unknown name must not cost a wait.
      List<Wanted> wanted = new ArrayList<>();
      for (String name : new LinkedHashSet<>(names)) {
        wanted.add(wanted(plugins, NamedSystem.parse("NAME", name)));
      }
      boolean all = true;
      for (Wanted each : wanted) {
        all &= fetch(artifacts, each);
      }
      return (all ? ExitCode.VALID : ExitCode.UNAVAILABLE).code();
    }
  }

  private static Wanted wanted(Plugins plugins, NamedSystem named) {
    SystemPlugin system = plugins.system("NAME", named.name());
    String version = named.version().orElseGet(system::defaultVersion);
    return new Wanted(named.name() + " " + version, system.artifacts(version));
  }

  private boolean fetch(MavenArtifacts artifacts, Wanted wanted) {
    PrintWriter out = command.commandLine().getOut();
    if (wanted.sets().isEmpty()) {
      out.println(wanted.label() + ": nothing has to be downloaded");
    }
    boolean all = true;
    for (ArtifactSet set : wanted.sets()) {
      try {
        int files = artifacts.resolve(set).size();
        out.println(set.name() + ": " + files + " files are there");
      } catch (UnavailableException e) {
        command.commandLine().getErr().println(e.getMessage());
        all = false;
      }
    }
    return all;
  }
}
