/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** Errors of reading and writing results as one line for a person. */
final class Lines {
  private Lines() {}

  /** A file that does not hold what a results directory should hold. */
  static SettingException unreadable(Path file, String reason) {
    return new SettingException(
        "results file", file.toString(), "a file as the harness wrote it (" + reason + ")", "");
  }

  /** The same with its cause. */
  static SettingException unreadable(Path file, Exception cause) {
    SettingException e = unreadable(file, reason(cause));
    e.initCause(cause);
    return e;
  }

  /** A file that could not be written, most often for want of space. */
  static UnavailableException unwritable(Path file, Exception cause) {
    return new UnavailableException(
        "cannot write " + file + ": " + reason(cause) + "; free space or choose another --results",
        cause);
  }

  /** The first line of an exception's message, with its type where that alone says nothing. */
  static String reason(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "not there";
    }
    String message = firstLine(Objects.requireNonNullElse(e.getMessage(), ""));
    if (e instanceof JsonProcessingException json) {
      int line = json.getLocation() == null ? 0 : json.getLocation().getLineNr();
      return firstLine(json.getOriginalMessage()) + (line > 0 ? " at line " + line : "");
    }
    boolean plain = e.getClass() == IOException.class || e instanceof IllegalArgumentException;
    String type = e.getClass().getSimpleName();
    if (message.isEmpty()) {
      return type;
    }
    return plain ? message : type + ": " + message;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }
}
