/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.SpecTexts.PluginName;
import io.weir.core.plugin.LoadedDriver;
import io.weir.core.plugin.Plugins;
import io.weir.core.provision.MavenArtifacts;
import io.weir.spi.ArtifactSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code harness fetch kafka@3.9.1}: downloads what local servers need, and starts nothing. */
@Command(
    name = "fetch",
    description = "Downloads a broker's servers ahead, for runs without a network.",
    mixinStandardHelpOptions = true)
final class FetchCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME[@VERSION]",
      description = "The broker, as --driver takes it. Default version: the driver's.")
  private String driver = "";

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() {
    HarnessLog.silenceTerminal();
    PluginName named = PluginName.parse("NAME", driver);
    try (Plugins plugins = Plugins.load(Home.plugins());
        MavenArtifacts artifacts =
            new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()))) {
      LoadedDriver loaded = plugins.driver(named.name());
      String version = named.version().orElseGet(() -> loaded.driver().defaultVersion());
      for (ArtifactSet set : loaded.driver().artifacts(version)) {
        int files = artifacts.resolve(set).size();
        command.commandLine().getOut().println(set.name() + ": " + files + " files are there");
      }
    }
    return ExitCode.VALID.code();
  }
}
