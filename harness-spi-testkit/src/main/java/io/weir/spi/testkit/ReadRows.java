/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.spi.RecordHandler;
import io.weir.spi.ResultSchema;
import io.weir.spi.Row;
import io.weir.spi.RowFormat;
import io.weir.spi.Schema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a result topic, read as their format says. Methods may be called from any thread. */
final class ReadRows implements RecordHandler {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ResultSchema schema;
  private final RowFormat format;
  private final List<Row> bag = new ArrayList<>();
  private final Map<Row, Row> byKey = new LinkedHashMap<>();
  private final List<Throwable> failures = new ArrayList<>();

  ReadRows(ResultSchema schema, RowFormat format) {
    this.schema = schema;
    this.format = format;
  }

  @Override
  public synchronized void onRecord(
      int topic,
      int partition,
      @Nullable ByteBuffer key,
      ByteBuffer payload,
      long brokerTimestampMs,
      long receivedNs) {
    try {
      switch (format) {
        case PLAIN -> bag.add(row(JSON.readTree(bytes(payload)), schema.columns()));
        case KEYED -> keyed(key, payload);
        case DEBEZIUM -> change(JSON.readTree(bytes(payload)));
      }
    } catch (IOException | IllegalStateException e) {
      failures.add(e);
    }
  }

  private void keyed(@Nullable ByteBuffer key, ByteBuffer payload) throws IOException {
    if (key == null) {
      throw new IllegalStateException("a row without a key");
    }
    List<Schema.Field> columns =
        schema.columns().stream().filter(c -> schema.key().contains(c.name())).toList();
    Row of = row(JSON.readTree(bytes(key)), columns);
    if (!payload.hasRemaining()) {
      byKey.remove(of);
    } else {
      byKey.put(of, row(JSON.readTree(bytes(payload)), schema.columns()));
    }
  }

  private void change(JsonNode envelope) {
    String op = envelope.path("op").asText();
    if (op.equals("d") || op.equals("u")) {
      Row gone = row(envelope.path("before"), schema.columns());
      if (!bag.remove(gone)) {
        throw new IllegalStateException("a row that is not there is taken back: " + gone);
      }
    }
    if (!op.equals("d")) {
      bag.add(row(envelope.path("after"), schema.columns()));
    }
  }

  private static byte[] bytes(ByteBuffer from) {
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    return bytes;
  }

  private static Row row(JsonNode object, List<Schema.Field> columns) {
    @Nullable Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = object.path(columns.get(i).name());
      if (value.isNull() || value.isMissingNode()) {
        continue;
      }
      values[i] =
          switch (columns.get(i).type()) {
            case BOOLEAN -> value.booleanValue();
            case INT32, INT64 -> value.longValue();
            case DOUBLE -> value.doubleValue();
            case STRING -> value.textValue();
            case STAMP -> throw new IllegalStateException("a result holds no stamps");
          };
    }
    return Row.of(values);
  }

  @Override
  public synchronized void onFailure(Throwable cause) {
    failures.add(cause);
  }

  /** What the result is now. */
  synchronized List<Row> now() {
    return List.copyOf(format == RowFormat.KEYED ? byKey.values() : bag);
  }

  /** Records that could not be read, and ends of the subscription. */
  synchronized List<Throwable> failures() {
    return List.copyOf(failures);
  }
}
