/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import io.weir.spi.Encoding;
import io.weir.spi.Event;
import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import io.weir.workloads.encoding.RecordReader;
import io.weir.workloads.encoding.RecordWriter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A record of a query's input, as values and as bytes.
 *
 * @param stream index among the query's inputs
 * @param values by field, without the common ones
 */
record Rec(
    int stream,
    boolean tick,
    long eventMs,
    long intendedNs,
    Map<String, Object> values,
    byte[] payload) {

  /** A record, in JSON; its intended time is its event time from {@link Schema#FIRST_EVENT_MS}. */
  static Rec of(int stream, Schema schema, long eventMs, Object... values) {
    return due(stream, schema, eventMs, (eventMs - Schema.FIRST_EVENT_MS) * 1_000_000, values);
  }

  static Rec due(int stream, Schema schema, long eventMs, long intendedNs, Object... values) {
    Event event = new Event();
    RecordWriter writer = RecordWriter.of(schema, Encoding.JSON);
    writer.begin(event, eventMs);
    Map<String, Object> byName = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      byName.put(schema.ownFields().get(i).name(), value);
      if (value == null) {
        writer.putNull();
      } else if (value instanceof Long number) {
        writer.putLong(number);
      } else if (value instanceof Double number) {
        BigDecimal decimal = BigDecimal.valueOf(number);
        decimal = decimal.scale() < 0 ? decimal.setScale(0) : decimal;
        writer.putDecimal(decimal.unscaledValue().longValueExact(), decimal.scale());
      } else if (value instanceof Boolean bool) {
        writer.putBoolean(bool);
      } else {
        writer.putText(((String) value).getBytes(StandardCharsets.UTF_8));
      }
    }
    writer.end(event);
    return new Rec(
        stream, false, eventMs, intendedNs, byName, Arrays.copyOf(event.payload, event.length));
  }

  static Rec tick(int stream, Schema schema, long eventMs) {
    Event event = new Event();
    RecordWriter.of(schema, Encoding.JSON).tick(event, eventMs);
    return new Rec(
        stream,
        true,
        eventMs,
        Long.MAX_VALUE,
        Map.of(),
        Arrays.copyOf(event.payload, event.length));
  }

  /** What a source made. */
  static Rec read(int stream, Schema schema, Encoding encoding, long intendedNs, Event event) {
    RecordReader reader = RecordReader.of(schema, encoding);
    byte[] payload = Arrays.copyOf(event.payload, event.length);
    reader.read(ByteBuffer.wrap(payload));
    Map<String, Object> byName = new HashMap<>();
    for (Field field : schema.ownFields()) {
      byName.put(field.name(), reader.get(reader.index(field.name())));
    }
    return new Rec(stream, reader.isTick(), reader.eventMs(), intendedNs, byName, payload);
  }

  long integer(String field) {
    return (Long) values.get(field);
  }

  double real(String field) {
    return (Double) values.get(field);
  }

  String text(String field) {
    return (String) values.get(field);
  }

  Object value(String field) {
    return values.get(field);
  }
}
