/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.spi.Encoding;
import io.weir.spi.ExpectedRow;
import io.weir.spi.Oracle;
import io.weir.spi.Query;
import io.weir.spi.ResultSchema;
import io.weir.spi.Row;
import io.weir.spi.Schema;
import io.weir.spi.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query small enough to be seen through: counts records by key, in windows of a second, or gives
 * every record back.
 */
final class ToyCounts implements Query {
  static final long WINDOW_MS = 1_000;
  static final int RUN_TAG = 77;

  private static final Pattern TOY = Pattern.compile("\"event_ms\":(-?[0-9]+),\"toy\":([0-9]+)");

  private final boolean windowed;

  ToyCounts(boolean windowed) {
    this.windowed = windowed;
  }

  /** A record's bytes; a tick of the publisher −1. */
  static ByteBuffer record(
      boolean tick, int publisher, long sequence, long intendedNs, long eventMs, long toy) {
    byte[] json =
        String.format(
                Locale.ROOT,
                "{\"weir\":\"%s\",\"tick\":%s,\"event_ms\":%d,\"toy\":%d}",
                "0".repeat(Encoding.JSON.stampLength()),
                tick,
                eventMs,
                toy)
            .getBytes(StandardCharsets.US_ASCII);
    Encoding.JSON.stamp(json, RUN_TAG, publisher, sequence, intendedNs);
    return ByteBuffer.wrap(json);
  }

  @Override
  public String name() {
    return "toy-counts";
  }

  @Override
  public String description() {
    return "toys by the second";
  }

  @Override
  public List<String> inputs() {
    return List.of("toys");
  }

  @Override
  public ResultSchema result() {
    Schema.Field toy = Schema.Field.of("toy", Schema.Type.INT64);
    return windowed
        ? new ResultSchema(
            List.of(
                Schema.Field.of("window_start_ms", Schema.Type.INT64),
                Schema.Field.of("window_end_ms", Schema.Type.INT64),
                toy,
                Schema.Field.of("n", Schema.Type.INT64)),
            List.of("window_start_ms", "toy"),
            ResultSchema.Mode.APPEND)
        : new ResultSchema(
            List.of(Schema.Field.of("event_ms", Schema.Type.INT64), toy),
            List.of(),
            ResultSchema.Mode.APPEND);
  }

  @Override
  public Duration window() {
    return windowed ? Duration.ofMillis(WINDOW_MS) : Duration.ZERO;
  }

  @Override
  public Set<String> dialects() {
    return Set.of();
  }

  @Override
  public Optional<String> text(String dialect) {
    return Optional.empty();
  }

  @Override
  public Oracle oracle(Settings settings) {
    return new Counting();
  }

  private record Key(long startMs, long toy) {}

  private final class Counting implements Oracle {
    private final Map<Key, long[]> open = new TreeMap<>((a, b) -> a.equals(b) ? 0 : compare(a, b));
    private long watermarkMs = Long.MIN_VALUE;

    private static int compare(Key a, Key b) {
      return a.startMs != b.startMs
          ? Long.compare(a.startMs, b.startMs)
          : Long.compare(a.toy, b.toy);
    }

    @Override
    public void accept(int stream, ByteBuffer payload, long intendedNs, Consumer<ExpectedRow> out) {
      Matcher toy = TOY.matcher(StandardCharsets.US_ASCII.decode(payload.duplicate()));
      if (!toy.find()) {
        throw new IllegalStateException("no toy");
      }
      long eventMs = Long.parseLong(toy.group(1));
      if (eventMs < watermarkMs) {
        throw new IllegalStateException(eventMs + " is below the watermark " + watermarkMs);
      }
      long number = Long.parseLong(toy.group(2));
      if (!windowed) {
        out.accept(new ExpectedRow(Row.of(eventMs, number), intendedNs, eventMs, eventMs + 1));
        return;
      }
      long startMs = Math.floorDiv(eventMs, WINDOW_MS) * WINDOW_MS;
      long[] group =
          open.computeIfAbsent(new Key(startMs, number), k -> new long[] {0, Long.MIN_VALUE});
      group[0]++;
      group[1] = Math.max(group[1], intendedNs);
    }

    @Override
    public void watermark(long eventMs, Consumer<ExpectedRow> out) {
      watermarkMs = eventMs;
      settle(eventMs, out);
    }

    @Override
    public void finish(Consumer<ExpectedRow> out) {
      settle(Long.MAX_VALUE, out);
    }

    private void settle(long untilMs, Consumer<ExpectedRow> out) {
      for (Key key : new ArrayList<>(open.keySet())) {
        if (key.startMs + WINDOW_MS <= untilMs) {
          long[] group = open.get(key);
          open.remove(key);
          long endMs = key.startMs + WINDOW_MS;
          out.accept(
              new ExpectedRow(
                  Row.of(key.startMs, endMs, key.toy, group[0]), group[1], key.startMs, endMs));
        }
      }
    }
  }
}
