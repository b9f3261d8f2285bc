/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.spi.EventSource;
import io.weir.spi.OpenWorkload;
import io.weir.spi.StreamSpec;
import io.weir.spi.Timetable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** A trace found and looked into. Every source and every timetable walks its files by itself. */
final class OpenClusterTrace implements OpenWorkload {
  /** Bad rows that are told; all that are kept are in the file. */
  private static final int TOLD = 3;

  private static final String BAD_ROWS_FILE = "bad-rows.csv";

  private final String origin;
  private final TraceFiles files;
  private final List<StreamSpec> streams;
  private final boolean byTime;
  private final Optional<TraceClock> ownPace;
  private final Path badRowsFile;
  private final BadRows badRows = new BadRows();
  private final Queue<RepeatedTrace> walks = new ConcurrentLinkedQueue<>();

  /**
   * @param origin of the trace, as a person is told
   * @param files of the trace
   * @param streams by table
   * @param byTime whether records go to the partition of their time
   * @param ownPace if the trace is replayed at it
   * @param directory of the run
   */
  OpenClusterTrace(
      String origin,
      TraceFiles files,
      List<StreamSpec> streams,
      boolean byTime,
      Optional<TraceClock> ownPace,
      Path directory) {
    this.origin = origin;
    this.files = files;
    this.streams = List.copyOf(streams);
    this.byTime = byTime;
    this.ownPace = ownPace;
    this.badRowsFile = directory.resolve(BAD_ROWS_FILE);
  }

  @Override
  public List<StreamSpec> streams() {
    return streams;
  }

  @Override
  public EventSource newSource() {
    return new TraceSource(newWalk(), streams, byTime, ownPace);
  }

  @Override
  public Optional<Timetable> timetable() {
    return ownPace.map(clock -> new TraceTimetable(newWalk(), clock));
  }

  private RepeatedTrace newWalk() {
    RepeatedTrace walk = new RepeatedTrace(files, badRows);
    walks.add(walk);
    return walk;
  }

  @Override
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("trace", origin);
    for (TraceTable table : TraceTable.values()) {
      facts.put(table.directory() + " files", Long.toString(files.count(table)));
    }
    facts.put("rows read", most(RepeatedTrace::rows));
    facts.put("trace begun", most(RepeatedTrace::begun));
    long bad = badRows.count();
    facts.put("bad rows", Long.toString(bad));
    if (bad > 0) {
      facts.put(
          "first bad rows",
          badRows.first(TOLD).stream().map(BadRows.BadRow::told).collect(Collectors.joining("; ")));
      facts.put("bad rows file", BAD_ROWS_FILE);
      badRows.write(badRowsFile);
    }
    return facts;
  }

  /** Of the walk that came furthest: all walk the same. */
  private String most(ToLongFunction<RepeatedTrace> of) {
    return Long.toString(walks.stream().mapToLong(of).max().orElse(0));
  }

  @Override
  public void close() {
    walks.forEach(RepeatedTrace::close);
  }
}
