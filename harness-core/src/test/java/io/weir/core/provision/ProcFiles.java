/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the system says of processes. */
final class ProcFiles {
  private ProcFiles() {}

  /** The living processes whose command line holds a text. */
  static List<Long> withArgument(String text) {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(path -> path.getFileName().toString().matches("\\d+"))
          .filter(path -> read(path.resolve("cmdline")).contains(text))
          .map(path -> Long.parseLong(path.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@code R}unning, {@code S}leeping, {@code T} stopped, {@code Z}ombie; empty if there is none.
   */
  static String state(long pid) {
    String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
    return stat.isEmpty()
        ? ""
        : stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  }

  /** Bit n − 1 is set if signal n is ignored. */
  static BigInteger ignoredSignals(long pid) {
    return read(Path.of("/proc", Long.toString(pid), "status"))
        .lines()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> new BigInteger(line.substring("SigIgn:".length()).strip(), 16))
        .findFirst()
        .orElse(BigInteger.ZERO);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
