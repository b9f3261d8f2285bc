/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command line. {@code run} is the default command: {@code harness --driver kafka} is {@code
 * harness run --driver kafka}.
 */
@Command(
    name = "harness",
    description = "Measures message brokers and stream engines under load that never waits.",
    subcommands = {RunCommand.class, ShowCommand.class, CommandLine.HelpCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  harness --driver kafka                      one local broker, 1,000 records/s, 60 s",
      "  harness --driver kafka --rate 50000 --duration 30s --record-size 100",
      "  harness --driver kafka --durability strong  three local brokers, flushed to disk",
      "  harness show results/<run>                  a run's figures again",
      "",
      "Exit codes: 0 valid, 1 internal error, 2 wrong usage, 3 the verdict is not VALID,",
      "            4 a system could not be started or reached, 130 interrupted."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    // The terminal's own encoding, by intent.
    Charset charset = Charset.defaultCharset();
    System.exit(
        execute(
            args,
            new PrintWriter(System.out, true, charset),
            new PrintWriter(System.err, true, charset)));
  }

  /** Runs the command in this process. */
  static int execute(String[] args, PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(new Main());
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command.getErr()));
    line.setParameterExceptionHandler(
        (e, unused) -> {
          err.println(oneLine(e.getMessage()) + " (harness --help lists what there is)");
          return ExitCode.USAGE.code();
        });
    return line.execute(withDefaultCommand(line, args));
  }

  private static String[] withDefaultCommand(CommandLine line, String[] args) {
    if (args.length > 0) {
      boolean known = line.getSubcommands().containsKey(args[0]);
      boolean top = Set.of("-h", "--help", "-V", "--version").contains(args[0]);
      if (known || top || !args[0].startsWith("-")) {
        return args;
      }
      String[] run = new String[args.length + 1];
      run[0] = "run";
      System.arraycopy(args, 0, run, 1, args.length);
      return run;
    }
    return args;
  }

  private static int failed(Exception e, PrintWriter err) {
    if (e instanceof SettingException) {
      err.println(oneLine(e.getMessage()));
      return ExitCode.USAGE.code();
    }
    if (e instanceof UnavailableException) {
      err.println(e.getMessage());
      return ExitCode.UNAVAILABLE.code();
    }
    Logger.getLogger(Main.class.getName()).log(Level.SEVERE, "internal error", e);
    err.println("internal error: " + e + "; this is a fault of the harness, please report it");
    for (StackTraceElement at : e.getStackTrace()) {
      err.println("    at " + at);
    }
    return ExitCode.INTERNAL.code();
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The version from the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"weir " + Home.version()};
    }
  }
}
