/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that standard output goes to, and its size. Standard input plays no part, as it does
 * in {@link System#console()}.
 *
 * <p>Thread contract: one thread.
 */
final class TerminalWindow {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})");
  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  /** Fails if standard output is no terminal; tells its size on standard error. */
  private static final String ASK = "test -t 1 && { stty size <&1 1>&2 || true; }";

  private static final long ASK_LIMIT_S = 5;

  private final Map<String, String> environment;
  private final AtomicBoolean resized = new AtomicBoolean();
  private Size size;

  /**
   * What a terminal holds.
   *
   * @param columns at least 1
   * @param rows at least 1
   */
  record Size(int columns, int rows) {
    private static final Size USUAL = new Size(80, 24);

    /**
     * From what {@code stty size} says, else the variables COLUMNS and LINES, else 80 by 24. A
     * terminal that nobody told its size says 0.
     */
    static Size of(String answer, Map<String, String> environment) {
      Matcher said = SIZE.matcher(answer.strip());
      boolean known = said.matches();
      return new Size(
          positive(known ? said.group(2) : "", environment.get("COLUMNS"), USUAL.columns),
          positive(known ? said.group(1) : "", environment.get("LINES"), USUAL.rows));
    }

    private static int positive(String said, @Nullable String variable, int usual) {
      for (String text : new String[] {said, variable == null ? "" : variable}) {
        if (text.matches("[1-9]\\d{0,4}")) {
          return Integer.parseInt(text);
        }
      }
      return usual;
    }
  }

  private TerminalWindow(Map<String, String> environment, Size size) {
    this.environment = environment;
    this.size = size;
  }

  /**
   * Whether it is worth asking: false for a file, a pipe, a terminal that cannot move its cursor,
   * and a system that does not tell. Cheap.
   */
  static boolean likely(Map<String, String> environment) {
    String term = environment.getOrDefault("TERM", "");
    return !term.isEmpty() && !term.equals("dumb") && target(STANDARD_OUTPUT).startsWith("/dev/");
  }

  /** The terminal, if standard output is one. Starts a short child process. */
  static Optional<TerminalWindow> ofStandardOutput(Map<String, String> environment) {
    if (!likely(environment)) {
      return Optional.empty();
    }
    Optional<String> answer = ask();
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    TerminalWindow window = new TerminalWindow(environment, Size.of(answer.get(), environment));
    window.followSize();
    return Optional.of(window);
  }

  /** True if standard error shows on the same terminal. */
  static boolean sharedWithStandardError() {
    String target = target(STANDARD_OUTPUT);
    return !target.isEmpty() && target.equals(target(STANDARD_ERROR));
  }

  /** The size now. Asks the terminal only if it has told of a change. */
  Size size() {
    if (resized.getAndSet(false)) {
      ask().ifPresent(answer -> size = Size.of(answer, environment));
    }
    return size;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static Optional<String> ask() {
    try {
      Process process =
          new ProcessBuilder("/bin/sh", "-c", ASK)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (InputStream answer = process.getErrorStream()) {
        if (!process.waitFor(ASK_LIMIT_S, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          return Optional.empty();
        }
        return process.exitValue() == 0
            ? Optional.of(new String(answer.readAllBytes(), StandardCharsets.US_ASCII))
            : Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /**
   * Listens for SIGWINCH. The JDK's class for it is in a module that all JDKs have, yet compilers
   * warn of it, hence the reflection; without it the size stays as it was.
   */
  private void followSize() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onSignal =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                resized.set(true);
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("WINCH"), onSignal);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | IllegalAccessException
        | InstantiationException
        | InvocationTargetException e) {
      resized.set(false);
    }
  }
}
