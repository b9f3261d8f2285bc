/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.weir.spi.NearMisses;
import io.weir.spi.ResultSchema;
import io.weir.spi.Row;
import io.weir.spi.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records that an engine writes its result to. Types are exact: a column of whole numbers
 * takes no 1.0 and no "1". But a column of doubles takes whole numbers, and what JSON cannot say,
 * "NaN", "Infinity" and "-Infinity". A column that is not there is null: some engines leave nulls
 * out. A column that the result does not have is an error.
 *
 * <p>Thread-safe.
 */
public final class RowDecoder {
  private static final int TEXT_LIMIT = 500;

  private final ResultSchema schema;
  private final Set<String> names = new LinkedHashSet<>();
  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** A decoder of rows of a result. */
  public RowDecoder(ResultSchema schema) {
    this.schema = schema;
    schema.columns().forEach(c -> names.add(c.name()));
  }

  /** What a record says. */
  public sealed interface Decoded {
    /** Changes, in order; none for a record that says nothing of the result. */
    record Changes(List<Change> changes) implements Decoded {
      public Changes {
        changes = List.copyOf(changes);
      }
    }

    /** It is no row of the result. */
    record Failed(Finding.Unreadable finding) implements Decoded {}
  }

  /** A row as a JSON object. */
  public Decoded plain(byte @Nullable [] value, long receivedNs) {
    return decode(
        null,
        value,
        () -> {
          Row row = row(object(parse(value, "value"), "value"), schema.columns());
          return List.of(new Change(Change.Kind.INSERT, row, receivedNs));
        });
  }

  /**
   * A row as a JSON object by its key, also a JSON object; a null or empty value deletes it. Key
   * columns may stand in the key alone.
   */
  public Decoded upsert(byte @Nullable [] key, byte @Nullable [] value, long receivedNs) {
    return decode(
        key,
        value,
        () -> {
          JsonNode keys = object(parse(key, "key"), "key");
          Row ofKey = row(keys, schema.columns());
          for (Iterator<String> fields = keys.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            if (!schema.key().contains(field)) {
              throw new Unfit("the key has " + field + ", which is no column of the key");
            }
          }
          for (String field : schema.key()) {
            if (!keys.has(field)) {
              throw new Unfit("the key has no " + field);
            }
          }
          if (value == null || value.length == 0) {
            return List.of(new Change(Change.Kind.DELETE, ofKey, receivedNs));
          }
          Row ofValue = row(object(parse(value, "value"), "value"), schema.columns());
          @Nullable Object[] values = new @Nullable Object[schema.columns().size()];
          for (int i = 0; i < values.length; i++) {
            String name = schema.columns().get(i).name();
            values[i] = ofValue.get(i);
            if (schema.key().contains(name)) {
              if (values[i] != null && !values[i].equals(ofKey.get(i))) {
                throw new Unfit(
                    name
                        + " is "
                        + ofKey.get(i)
                        + " in the key and "
                        + values[i]
                        + " in the value");
              }
              values[i] = ofKey.get(i);
            }
          }
          return List.of(new Change(Change.Kind.INSERT, Row.of(values), receivedNs));
        });
  }

  /**
   * An envelope as Debezium writes it: {@code before}, {@code after} and {@code op}, which is c or
   * r for a row that is there, u for one that changed, d for one that is gone; with or without
   * {@code schema} and {@code payload} around it. A record without a value, which follows a
   * deletion for the sake of compaction, says nothing.
   */
  public Decoded debezium(byte @Nullable [] value, long receivedNs) {
    if (value == null || value.length == 0) {
      return new Decoded.Changes(List.of());
    }
    return decode(
        null,
        value,
        () -> {
          JsonNode envelope = object(parse(value, "value"), "value");
          if (envelope.has("payload") && envelope.has("schema")) {
            envelope = object(envelope.get("payload"), "payload");
          }
          String op = envelope.path("op").asText("");
          JsonNode before = envelope.get("before");
          JsonNode after = envelope.get("after");
          List<Change> changes = new ArrayList<>(2);
          switch (op) {
            case "c", "r" -> changes.add(change(Change.Kind.INSERT, after, "after", receivedNs));
            case "d" -> changes.add(change(Change.Kind.DELETE, before, "before", receivedNs));
            case "u" -> {
              if (before != null && !before.isNull()) {
                changes.add(change(Change.Kind.UPDATE_BEFORE, before, "before", receivedNs));
              } else if (schema.mode() == ResultSchema.Mode.CHANGELOG) {
                throw new Unfit("an update without before, which a changelog needs");
              }
              changes.add(change(Change.Kind.UPDATE_AFTER, after, "after", receivedNs));
            }
            default -> throw new Unfit("op is neither c, r, u nor d");
          }
          return changes;
        });
  }

  private Change change(Change.Kind kind, @Nullable JsonNode row, String name, long receivedNs)
      throws Unfit {
    return new Change(kind, row(object(row, name), schema.columns()), receivedNs);
  }

  private Decoded decode(byte @Nullable [] key, byte @Nullable [] value, Reading reading) {
    try {
      return new Decoded.Changes(reading.read());
    } catch (Unfit e) {
      return new Decoded.Failed(new Finding.Unreadable(text(key, value), e.reason));
    }
  }

  private interface Reading {
    List<Change> read() throws Unfit;
  }

  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    Unfit(String reason) {
      super(reason);
      this.reason = reason;
    }
  }

  private JsonNode parse(byte @Nullable [] json, String name) throws Unfit {
    if (json == null || json.length == 0) {
      throw new Unfit("no " + name);
    }
    try {
      return mapper.readTree(json);
    } catch (JsonProcessingException e) {
      throw new Unfit("the " + name + " is no JSON (" + e.getOriginalMessage() + ")");
    } catch (IOException e) {
      throw new Unfit("the " + name + " is no JSON (" + e.getMessage() + ")");
    }
  }

  private static JsonNode object(@Nullable JsonNode node, String name) throws Unfit {
    if (node == null || !node.isObject()) {
      throw new Unfit("the " + name + " is no JSON object");
    }
    return node;
  }

  private Row row(JsonNode object, List<Schema.Field> columns) throws Unfit {
    for (Iterator<String> fields = object.fieldNames(); fields.hasNext(); ) {
      String field = fields.next();
      if (!names.contains(field)) {
        throw new Unfit(
            "the result has no column "
                + field
                + NearMisses.of(field, names).stream()
                    .findFirst()
                    .map(near -> ", did you mean " + near + "?")
                    .orElse(""));
      }
    }
    @Nullable Object[] values = new @Nullable Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(object.get(columns.get(i).name()), columns.get(i));
    }
    return Row.of(values);
  }

  private static @Nullable Object value(@Nullable JsonNode node, Schema.Field column) throws Unfit {
    if (node == null || node.isNull()) {
      return null;
    }
    Object value =
        switch (column.type()) {
          case BOOLEAN -> node.isBoolean() ? node.booleanValue() : null;
          case INT32 -> node.isIntegralNumber() && node.canConvertToInt() ? node.longValue() : null;
          case INT64 ->
              node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : null;
          case DOUBLE -> number(node);
          case STRING -> node.isTextual() ? node.textValue() : null;
          case STAMP -> null;
        };
    if (value == null) {
      throw new Unfit(column.name() + " is no " + column.type() + ": " + node);
    }
    return value;
  }

  private static @Nullable Double number(JsonNode node) {
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return switch (Objects.toString(node.textValue())) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  private static String text(byte @Nullable [] key, byte @Nullable [] value) {
    String text = value == null ? "null" : new String(value, StandardCharsets.UTF_8);
    if (key != null) {
      text = new String(key, StandardCharsets.UTF_8) + " -> " + text;
    }
    return text.length() <= TEXT_LIMIT ? text : text.substring(0, TEXT_LIMIT) + "…";
  }
}
