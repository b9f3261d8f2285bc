/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import static io.weir.spi.ConfigValue.plain;

import io.weir.spi.ConfigValue;
import io.weir.spi.Encoding;
import io.weir.spi.RowFormat;
import java.util.Map;

/** How records are read and written, whatever the connector. */
final class Formats {
  private Formats() {}

  static void source(Map<String, ConfigValue> table, Encoding encoding) {
    switch (encoding) {
      case JSON -> {
        table.put("format", plain("json"));
        // A record that cannot be read is a fault, not something to leave out.
        table.put("json.ignore-parse-errors", plain("false"));
        table.put("json.fail-on-missing-field", plain("true"));
      }
      case AVRO -> table.put("format", plain("avro"));
      case BINARY ->
          throw new IllegalArgumentException("records without a schema cannot be a table");
    }
  }

  static void sink(Map<String, ConfigValue> table, RowFormat format) {
    switch (format) {
      case PLAIN -> table.put("format", plain("json"));
      case KEYED -> {
        table.put("key.format", plain("json"));
        table.put("value.format", plain("json"));
      }
      case DEBEZIUM -> table.put("format", plain("debezium-json"));
    }
  }
}
