/* SPDX-License-Identifier: Apache-2.0 */
package org.example.toy;

import io.weir.spi.Encoding;
import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.ExpectedRow;
import io.weir.spi.OpenWorkload;
import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.Oracle;
import io.weir.spi.Query;
import io.weir.spi.ResultSchema;
import io.weir.spi.Row;
import io.weir.spi.Schema;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Toys in boxes; two queries, one of which the toy engine cannot read. */
public final class ToyWorkload implements Workload {
  private static final Schema TOYS =
      Schema.of("toys", Schema.Field.of("toy", Schema.Type.INT64));

  @Override
  public String name() {
    return "toy-box";
  }

  @Override
  public String description() {
    return "toys that come and go";
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(OptionSpec.of("boxes", OptionType.INTEGER, "3", "How many boxes: keys."));
  }

  @Override
  public List<StreamSpec> streams(Settings settings) {
    if (settings.integer("boxes") < 1) {
      throw new SettingException(
          "--set toy-box.boxes", settings.require("boxes"), "at least 1", "");
    }
    return List.of(StreamSpec.of("toys", Encoding.JSON, TOYS));
  }

  @Override
  public OpenWorkload open(WorkloadRequest request) {
    List<StreamSpec> streams = streams(request.settings());
    int boxes = (int) request.settings().integer("boxes");
    return new OpenWorkload() {
      @Override
      public List<StreamSpec> streams() {
        return streams;
      }

      @Override
      public EventSource newSource() {
        return new ToySource(boxes);
      }
    };
  }

  @Override
  public List<Query> queries() {
    return List.of(
        new ToyQuery(
            "count", "how many toys there are", Map.of("toy-sql", "COUNT", "ansi", "SELECT 1")),
        new ToyQuery("latest", "the toy that came last", Map.of("ansi", "SELECT 2")));
  }

  /** Simple, not fast: makes a text of each record. */
  private static final class ToySource implements EventSource {
    private final byte[][] keys;

    ToySource(int boxes) {
      keys = new byte[boxes][];
      for (int i = 0; i < boxes; i++) {
        keys[i] = ("box-" + i).getBytes(StandardCharsets.US_ASCII);
      }
    }

    @Override
    public void fill(long index, int publisher, long sequence, long intendedNs, Event into) {
      int box = (int) (index % keys.length);
      into.key = keys[box];
      into.keyIndex = box;
      write(false, Schema.eventMs(intendedNs), index, into);
    }

    @Override
    public void tick(int stream, long index, long offsetNs, long aheadMs, Event into) {
      into.key = null;
      into.keyIndex = -1;
      write(true, Schema.eventMs(offsetNs) + aheadMs, 0, into);
    }

    private static void write(boolean tick, long eventMs, long toy, Event into) {
      String stamp = "0".repeat(Encoding.JSON.stampLength());
      into.payload =
          String.format(
                  Locale.ROOT,
                  "{\"weir\":\"%s\",\"tick\":%s,\"event_ms\":%d,\"toy\":%d}",
                  stamp,
                  tick,
                  eventMs,
                  toy)
              .getBytes(StandardCharsets.US_ASCII);
      into.length = into.payload.length;
      into.stream = 0;
    }
  }

  private record ToyQuery(String name, String description, Map<String, String> texts)
      implements Query {
    @Override
    public List<String> inputs() {
      return List.of("toys");
    }

    @Override
    public ResultSchema result() {
      return new ResultSchema(
          List.of(Schema.Field.of("toys", Schema.Type.INT64)),
          List.of(),
          ResultSchema.Mode.CHANGELOG);
    }

    @Override
    public Duration window() {
      return Duration.ZERO;
    }

    @Override
    public Set<String> dialects() {
      return texts.keySet();
    }

    @Override
    public Optional<String> text(String dialect) {
      return Optional.ofNullable(texts.get(dialect));
    }

    @Override
    public Oracle oracle(Settings settings) {
      return new Counting();
    }
  }

  private static final class Counting implements Oracle {
    private long toys;
    private long anchorNs;

    @Override
    public void accept(
        int stream, ByteBuffer payload, long intendedNs, Consumer<ExpectedRow> out) {
      if (!StandardCharsets.US_ASCII.decode(payload).toString().contains("\"tick\":true")) {
        toys++;
        anchorNs = Math.max(anchorNs, intendedNs);
      }
    }

    @Override
    public void watermark(long eventMs, Consumer<ExpectedRow> out) {}

    @Override
    public void finish(Consumer<ExpectedRow> out) {
      out.accept(new ExpectedRow(Row.of(toys), anchorNs, Long.MIN_VALUE, Long.MAX_VALUE));
    }
  }
}
