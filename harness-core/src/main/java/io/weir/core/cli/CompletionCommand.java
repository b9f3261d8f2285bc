/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code harness completion}: lets a shell complete commands, flags and choices. */
@Command(
    name = "completion",
    description = "Prints a completion script for bash and zsh: source <(./harness completion)",
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(AutoComplete.bash("harness", spec.root().commandLine()));
    return ExitCode.VALID.code();
  }
}
