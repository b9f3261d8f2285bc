/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.spi.NearMisses;
import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
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
    subcommands = {
      RunCommand.class,
      VerifyDurabilityCommand.class,
      ShowCommand.class,
      FetchCommand.class,
      PluginsCommand.class,
      PresetsCommand.class,
      CalibrateCommand.class,
      DoctorCommand.class,
      TrafficCommand.class,
      CompletionCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  harness --driver kafka                      one local broker, 500 records/s, 60 s",
      "  harness --driver kafka --rate 50000 --duration 30s --record-size 100",
      "  harness --driver kafka --durability strong  three local brokers, flushed to disk",
      "  harness verify-durability --driver kafka    what survives when nodes fail",
      "  harness show results/<run>                  a run's figures again",
      "",
      "harness run --help lists the flags of a run.",
      "",
      "Exit codes: 0 valid, 1 internal error, 2 wrong usage (also: no arguments),",
      "            3 the verdict is not VALID or a promise was broken,",
      "            4 a system could not be started or reached, or no verdict be given,",
      "            130 interrupted by Ctrl-C, 143 by a SIGTERM."
    })
public final class Main implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    Charset charset = OutputCharset.current();
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
          err.println(refusal(e));
          return ExitCode.USAGE.code();
        });
    try {
      return line.execute(withDefaultCommand(line, args));
    } catch (Error e) {
      // What a plugin's broken class throws: the process must end nevertheless.
      return failed(e, err);
    }
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

  private static String refusal(CommandLine.ParameterException e) {
    List<String> unknown =
        e instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unmatched.getUnmatched()
            : List.of();
    String help = "; " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help lists all";
    if (unknown.isEmpty()) {
      return oneLine(e.getMessage()) + help;
    }
    String advice = NearMisses.advice(NearMisses.of(unknown.get(0), words(e.getCommandLine())));
    return unknown.get(0) + " is not known" + (advice.isEmpty() ? "" : "; " + advice) + help;
  }

  /** What may stand on this command's line. */
  private static Set<String> words(CommandLine line) {
    Set<String> words = new TreeSet<>(line.getSubcommands().keySet());
    line.getCommandSpec().options().forEach(option -> words.addAll(List.of(option.names())));
    return words;
  }

  private static int failed(Throwable e, PrintWriter err) {
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

  /** Nothing was asked for, and a script that forgot its arguments has to notice. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }

  /** The version from the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"weir " + Home.version()};
    }
  }
}
