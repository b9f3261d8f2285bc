/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import io.weir.spi.Event;
import io.weir.spi.Schema;
import io.weir.spi.StreamSpec;
import io.weir.workloads.encoding.RecordWriter;
import java.util.List;

/** The writers of a source's streams. Not thread-safe. */
public final class StreamWriters {
  private final RecordWriter[] writers;

  public StreamWriters(List<StreamSpec> streams) {
    writers =
        streams.stream()
            .map(stream -> RecordWriter.of(stream.schema().orElseThrow(), stream.encoding()))
            .toArray(RecordWriter[]::new);
  }

  /**
   * Begins a record of a stream, with the event time that belongs to its intended time.
   *
   * @return what its own fields are put into
   */
  public RecordWriter begin(int stream, long intendedNs, Event into) {
    RecordWriter writer = writers[stream];
    writer.begin(into, Schema.eventMs(intendedNs));
    into.stream = stream;
    return writer;
  }

  /** Makes a tick record, as {@link io.weir.spi.EventSource#tick} says. */
  public void tick(int stream, long offsetNs, long aheadMs, Event into) {
    writers[stream].tick(into, Schema.eventMs(offsetNs) + aheadMs);
    into.stream = stream;
  }
}
