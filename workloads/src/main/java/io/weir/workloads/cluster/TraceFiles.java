/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.spi.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a trace, each looked into once for when it begins. Immutable.
 *
 * @param parts by when they begin, then table, then name
 * @param firstUs the first time in any of them that is no sign, µs; 0 if there is none
 */
record TraceFiles(List<Part> parts, long firstUs) {
  private static final Pattern NAME = Pattern.compile("part-\\d{5}-of-\\d{5}\\.csv(\\.gz)?");

  TraceFiles {
    parts = List.copyOf(parts);
  }

  /**
   * One file.
   *
   * @param file which
   * @param beginsUs time of its first good row, µs; 0 if it has none, so that its bad rows are met
   *     first
   * @param order among all files, by table and name: decides between rows of one time
   */
  record Part(TraceFile file, long beginsUs, int order) {}

  /**
   * Finds the files of both tables below a directory.
   *
   * @throws SettingException if there are none, or one cannot be read, or no row is good
   */
  static TraceFiles in(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw refused(
          directory, Files.exists(directory) ? "this is a file" : "there is no such directory");
    }
    List<Part> parts = new ArrayList<>();
    long firstUs = Long.MAX_VALUE;
    boolean anyRow = false;
    for (TraceTable table : TraceTable.values()) {
      for (Path path : paths(directory, table)) {
        TraceFile file = new TraceFile(table, path);
        Beginning beginning = beginning(file);
        anyRow |= beginning.anyRow();
        firstUs = Math.min(firstUs, beginning.firstUs());
        parts.add(new Part(file, beginning.beginsUs(), parts.size()));
      }
    }
    if (!anyRow) {
      throw refused(directory, "none of its rows is one of the table that it stands in");
    }
    parts.sort(Comparator.comparingLong(Part::beginsUs).thenComparingInt(Part::order));
    return new TraceFiles(parts, firstUs == Long.MAX_VALUE ? 0 : firstUs);
  }

  /** How many files a table has. */
  long count(TraceTable table) {
    return parts.stream().filter(p -> p.file().table() == table).count();
  }

  private static List<Path> paths(Path directory, TraceTable table) {
    Path within = directory.resolve(table.directory());
    List<Path> paths = List.of();
    if (Files.isDirectory(within)) {
      try (Stream<Path> all = Files.list(within)) {
        paths =
            all.filter(p -> NAME.matcher(p.getFileName().toString()).matches()).sorted().toList();
      } catch (IOException e) {
        SettingException refused = refused(directory, within + " cannot be listed");
        refused.initCause(e);
        throw refused;
      }
    }
    if (paths.isEmpty()) {
      throw refused(directory, within + " has none");
    }
    Set<String> names = new HashSet<>();
    for (Path path : paths) {
      String plain = path.getFileName().toString().replace(TraceFile.ZIPPED, "");
      if (!names.add(plain)) {
        throw refused(directory, within.resolve(plain) + " is there plain and zipped");
      }
    }
    return paths;
  }

  /**
   * How a file begins.
   *
   * @param anyRow whether it has a good row
   * @param beginsUs time of the first; 0 without one
   * @param firstUs first time that is no sign; the largest number without one
   */
  private record Beginning(boolean anyRow, long beginsUs, long firstUs) {}

  private static Beginning beginning(TraceFile file) {
    try (TracePart part = new TracePart(file)) {
      boolean anyRow = false;
      long beginsUs = 0;
      while (part.next((badFile, line, reason, bytes, from, to) -> {})) {
        long timeUs = part.row().timeUs();
        if (!anyRow) {
          anyRow = true;
          beginsUs = timeUs;
        }
        if (timeUs > TraceRow.BEFORE) {
          return new Beginning(true, beginsUs, timeUs);
        }
      }
      return new Beginning(anyRow, beginsUs, Long.MAX_VALUE);
    }
  }

  private static SettingException refused(Path directory, String why) {
    return new SettingException(
        ClusterTrace.PATH_SETTING,
        directory.toString(),
        "a directory with "
            + TraceTable.JOB_EVENTS.directory()
            + "/ and "
            + TraceTable.TASK_EVENTS.directory()
            + "/, each with files part-?????-of-?????.csv.gz or .csv",
        why);
  }
}
