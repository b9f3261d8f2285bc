/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Errors of reading and writing results as one line for a person. */
final class Lines {
  /** A disk with less is full: a page that a small file could need. */
  private static final long LEAST_BYTES = 64 << 10;

  private static final String AS_WRITTEN = "a file as the harness wrote it (";

  private Lines() {}

  /** A file that does not hold what a results directory should hold. */
  static SettingException unreadable(Path file, String reason) {
    return new SettingException("results file", file.toString(), AS_WRITTEN + reason + ")", "");
  }

  /** The same with its cause. */
  static SettingException unreadable(Path file, Exception cause) {
    SettingException e = unreadable(file, reason(cause));
    e.initCause(cause);
    return e;
  }

  /** Why a file could not be read, of an exception made here. */
  static String whyUnreadable(SettingException e) {
    String message = String.valueOf(e.getMessage());
    int from = message.indexOf(AS_WRITTEN);
    return from < 0 ? message : message.substring(from + AS_WRITTEN.length(), message.length() - 1);
  }

  /**
   * Refuses what cannot be read as a file of a run into memory.
   *
   * @throws IOException with the reason as its message
   */
  static void requireFile(Path file, long mostBytes) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(Files.isDirectory(file) ? "it is a directory" : "it is no file");
    }
    long bytes = Files.size(file);
    if (bytes > mostBytes) {
      throw new IOException(
          "it has " + bytes + " bytes where the harness writes at most " + mostBytes);
    }
  }

  /** A file that could not be written, most often for want of space. */
  static UnavailableException unwritable(Path file, Exception cause) {
    return new UnavailableException(
        full(file, cause)
                .map(disk -> "the disk " + disk + " is full: cannot write " + file)
                .orElseGet(() -> "cannot write " + file + ": " + reason(cause))
            + "; free space or choose another --results",
        cause);
  }

  /** The disk that a file is on, if it has no room for what was to be written. */
  private static Optional<String> full(Path file, Exception cause) {
    Optional<FileStore> store = store(file);
    boolean said = String.valueOf(cause.getMessage()).contains("No space left");
    // The system's words may be in the user's language.
    return said ? Optional.of(store.map(Lines::name).orElse("of " + file)) : full(store);
  }

  /** Whether it was for want of room that a file could not be written. */
  static boolean isFull(Path file, Exception cause) {
    return full(file, cause).isPresent();
  }

  /** The disk that a file or its directory is on, if it is full. */
  static Optional<String> fullDisk(Path file) {
    return full(store(file));
  }

  private static Optional<String> full(Optional<FileStore> store) {
    return store.filter(s -> usableBytes(s) < LEAST_BYTES).map(Lines::name);
  }

  private static Optional<FileStore> store(Path file) {
    Path at = file.toAbsolutePath();
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    try {
      return at == null ? Optional.empty() : Optional.of(Files.getFileStore(at));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static long usableBytes(FileStore store) {
    try {
      return store.getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Mount point and device. */
  private static String name(FileStore store) {
    return store.toString();
  }

  /** The first line of an exception's message, with its type where that alone says nothing. */
  static String reason(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "not there";
    }
    if (e instanceof AccessDeniedException) {
      return "access denied";
    }
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
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
