/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.OpenWorkload;
import io.weir.spi.Schema;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Timetable;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import io.weir.workloads.encoding.RecordReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Runs a workload's source over indices of a schedule at a constant rate, or of its own. */
public final class Walk {
  private final OpenWorkload open;
  private final long[] intendedNs;
  private final List<RecordReader> readers = new ArrayList<>();

  /** A walk over the first {@code records} of a schedule. */
  public Walk(Workload workload, Settings settings, long seed, int records, double rateHz) {
    this(workload.open(new WorkloadRequest(settings, seed, Path.of("."))), records, rateHz);
  }

  public Walk(OpenWorkload open, int records, double rateHz) {
    this.open = open;
    this.intendedNs = new long[records];
    Optional<Timetable> own = open.timetable();
    if (own.isPresent()) {
      int from = 0;
      while (from < records) {
        long[] part = new long[Math.min(97, records - from)];
        int filled = own.get().next(part);
        System.arraycopy(part, 0, intendedNs, from, filled);
        from += filled;
      }
    } else {
      for (int i = 0; i < records; i++) {
        intendedNs[i] = (long) (i * 1e9 / rateHz);
      }
    }
    for (StreamSpec stream : open.streams()) {
      readers.add(RecordReader.of(stream.schema().orElseThrow(), stream.encoding()));
    }
  }

  public OpenWorkload open() {
    return open;
  }

  /** One record as it was made. */
  @SuppressWarnings("ArrayRecordComponent") // equals looks into the array
  public record Made(
      long index,
      int stream,
      long intendedNs,
      byte[] payload,
      @Nullable String key,
      long keyIndex) {
    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Made other
          && index == other.index
          && stream == other.stream
          && intendedNs == other.intendedNs
          && keyIndex == other.keyIndex
          && String.valueOf(key).equals(String.valueOf(other.key))
          && Arrays.equals(payload, other.payload);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
      return index + " " + stream + " " + key + " " + new String(payload, StandardCharsets.UTF_8);
    }
  }

  /** What a new source makes of the chosen indices, in their order. */
  public List<Made> make(LongPredicate chosen) {
    EventSource source = open.newSource();
    Event event = new Event();
    List<Made> made = new ArrayList<>();
    for (int i = 0; i < intendedNs.length; i++) {
      if (chosen.test(i)) {
        source.fill(i, i % 7, i / 7, intendedNs[i], event);
        made.add(
            new Made(
                i,
                event.stream,
                intendedNs[i],
                Arrays.copyOf(event.payload, event.length),
                event.key == null ? null : new String(event.key, StandardCharsets.UTF_8),
                event.keyIndex));
      }
    }
    return made;
  }

  /** All of them. */
  public List<Made> make() {
    return make(i -> true);
  }

  /** A record taken in; valid until the next of its stream is. */
  public RecordReader read(Made made) {
    RecordReader reader = readers.get(made.stream);
    reader.read(ByteBuffer.wrap(made.payload));
    return reader;
  }

  /** A field of a record. */
  public @Nullable Object value(Made made, String field) {
    RecordReader reader = read(made);
    return reader.get(reader.index(field));
  }

  /** The text of a record's event time, as it ought to be. */
  public static long eventMs(Made made) {
    return Schema.eventMs(made.intendedNs);
  }
}
