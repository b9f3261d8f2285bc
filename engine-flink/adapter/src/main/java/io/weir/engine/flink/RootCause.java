/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What lies at the bottom of a stack trace that Flink answers with, in one line for a person. */
final class RootCause {
  private static final int MOST_CHARACTERS = 500;
  private static final String CAUSED_BY = "Caused by: ";

  /** {@code package.Name: } or {@code package.Name$Inner: } before what an exception says. */
  private static final Pattern CLASS_NAME =
      Pattern.compile("^(?:[a-z_][\\w]*\\.)+((?:\\w+\\$)*)(\\w+)(?=: |$)");

  /** Says only that something else went wrong. */
  private static final Pattern SAYS_NOTHING =
      Pattern.compile(
          "^(RuntimeException|Exception|FlinkException|FlinkRuntimeException"
              + "|ProgramInvocationException|CompletionException|ExecutionException): ");

  private RootCause() {}

  /**
   * The message of the innermost cause, its lines joined, with the simple name of its class.
   *
   * @param trace as {@code Throwable.printStackTrace} writes it, or any text
   */
  static String of(String trace) {
    List<String> told = List.of();
    List<String> current = new ArrayList<>();
    boolean frames = false;
    for (String line : trace.lines().toList()) {
      if (line.startsWith(CAUSED_BY)) {
        told = kept(told, current);
        current = new ArrayList<>(List.of(line.substring(CAUSED_BY.length())));
        frames = false;
      } else if (line.startsWith("\tat ")
          || line.startsWith("\t... ")
          || line.startsWith("\tSuppressed: ")) {
        frames = true;
      } else if (!frames && !line.isBlank()) {
        current.add(line.strip());
      }
    }
    return line(kept(told, current));
  }

  private static List<String> kept(List<String> before, List<String> now) {
    return now.isEmpty() ? before : List.copyOf(now);
  }

  private static String line(List<String> told) {
    String text = CLASS_NAME.matcher(String.join(" ", told).strip()).replaceFirst("$2");
    text = SAYS_NOTHING.matcher(text).replaceFirst("");
    text = text.replaceAll("\\s+", " ").strip();
    if (text.length() > MOST_CHARACTERS) {
      text = text.substring(0, MOST_CHARACTERS).strip() + "…";
    }
    return text.isEmpty() ? "unknown" : text;
  }
}
