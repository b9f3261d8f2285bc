/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@link ProcessCounters} from /proc/&lt;pid&gt;/stat and io: two small reads, an eighth of what
 * the portable way costs.
 */
final class LinuxProcessCounters implements ProcessCounters {

  /** /proc counts CPU time in hundredths of a second, whatever the kernel's own tick. */
  private static final int TICK_MS = 10;

  // Places in /proc/<pid>/stat after the command, as proc(5) lists them less three.
  private static final int STATE = 0;
  private static final int MINOR_FAULTS = 7;
  private static final int MAJOR_FAULTS = 9;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;
  private static final int THREADS = 17;
  private static final int STARTED = 19;
  private static final int RSS_PAGES = 21;

  private final Path proc;
  private final long pageBytes;

  LinuxProcessCounters(Path proc, long pageBytes) {
    this.proc = proc;
    this.pageBytes = pageBytes;
  }

  @Override
  public Optional<Usage> read(long pid) {
    Path directory = proc.resolve(Long.toString(pid));
    String[] stat;
    try {
      String line = Files.readString(directory.resolve("stat"));
      // The command may itself hold spaces and parentheses.
      stat = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
    } catch (IOException gone) {
      return Optional.empty();
    }
    // A zombie still has a pid, but nothing else that is true of it.
    if (stat.length <= RSS_PAGES || stat[STATE].equals("Z") || stat[STATE].equals("X")) {
      return Optional.empty();
    }
    List<String> io = io(directory);
    return Optional.of(
        new Usage(
            Long.parseLong(stat[STARTED]),
            Long.parseLong(stat[USER_TICKS]) * TICK_MS,
            Long.parseLong(stat[SYSTEM_TICKS]) * TICK_MS,
            Long.parseLong(stat[RSS_PAGES]) * pageBytes,
            Long.parseLong(stat[THREADS]),
            Long.parseLong(stat[MINOR_FAULTS]),
            Long.parseLong(stat[MAJOR_FAULTS]),
            value(io, "read_bytes: "),
            value(io, "write_bytes: "),
            value(io, "rchar: "),
            value(io, "wchar: ")));
  }

  private static List<String> io(Path directory) {
    try {
      return Files.readAllLines(directory.resolve("io"));
    } catch (IOException anotherUsersOrGone) {
      return List.of();
    }
  }

  private static OptionalLong value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.substring(key.length())))
        .findFirst();
  }
}
