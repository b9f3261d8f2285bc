/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.StreamSpec;
import io.weir.workloads.encoding.RecordWriter;
import java.util.List;
import java.util.Optional;

/**
 * Makes record i of the i-th row of the trace. Reads every row up to it, those that other threads
 * make records of as well: the rows of a trace cannot be had without those before them.
 */
final class TraceSource implements EventSource {
  /** Keys at hand: jobs have many rows close to each other. A power of two. */
  private static final int KEYS = 1 << 12;

  private final RepeatedTrace trace;
  private final boolean byTime;
  private final Optional<TraceClock> ownPace;
  private final RecordWriter[] writers;
  private final long[] jobs = new long[KEYS];
  private final byte[][] keys = new byte[KEYS][];

  /**
   * @param trace this source's own walk
   * @param streams by table
   * @param byTime whether records go to the partition of their time
   * @param ownPace if the trace is replayed at it
   */
  TraceSource(
      RepeatedTrace trace, List<StreamSpec> streams, boolean byTime, Optional<TraceClock> ownPace) {
    this.trace = trace;
    this.byTime = byTime;
    this.ownPace = ownPace;
    this.writers =
        streams.stream()
            .map(s -> RecordWriter.of(s.schema().orElseThrow(), s.encoding()))
            .toArray(RecordWriter[]::new);
  }

  @Override
  public void fill(long index, int publisher, long sequence, long intendedNs, Event into) {
    trace.goTo(index);
    TraceRow row = trace.row();
    int stream = row.table().ordinal();
    RecordWriter writer = writers[stream];
    writer.begin(into, TraceClock.eventMs(trace.eventUs()));
    row.put(writer, trace.timeUs());
    writer.end(into);
    into.stream = stream;
    into.key = key(row);
    into.keyIndex = row.jobId();
    into.partition = byTime ? (int) (trace.timeUs() % TraceTable.PARTITIONS) : -1;
  }

  @Override
  public void tick(int stream, long index, long offsetNs, long aheadMs, Event into) {
    long eventUs;
    if (ownPace.isPresent()) {
      eventUs = ownPace.get().eventUs(offsetNs);
    } else {
      // The first row that is not due: no record to come is before it.
      trace.goTo(index);
      eventUs = trace.eventUs();
    }
    writers[stream].tick(into, TraceClock.eventMs(eventUs) + aheadMs);
    into.stream = stream;
    into.partition = -1;
  }

  private byte[] key(TraceRow row) {
    long job = row.jobId();
    int at = (int) ((job * 0x9e3779b97f4a7c15L) >>> 52);
    byte[] known = keys[at];
    if (known != null && jobs[at] == job) {
      return known;
    }
    byte[] made = row.jobIdText();
    jobs[at] = job;
    keys[at] = made;
    return made;
  }
}
