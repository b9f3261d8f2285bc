/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.encoding;

import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import java.util.stream.Collectors;

/** Schemas in Avro's own form, as a {@code .avsc} file has it. Stateless. */
public final class AvroSchemas {
  /** The namespace of every record type. */
  public static final String NAMESPACE = "io.weir.workloads";

  private AvroSchemas() {}

  /**
   * The text of a schema: a record of its fields, a union with null first where one may be null.
   */
  public static String text(Schema schema) {
    return """
        {
          "type": "record",
          "name": "%s",
          "namespace": "%s",
          "fields": [
        %s
          ]
        }
        """
        .formatted(
            schema.name(),
            NAMESPACE,
            schema.fields().stream().map(AvroSchemas::field).collect(Collectors.joining(",\n")));
  }

  private static String field(Field field) {
    String type =
        switch (field.type()) {
          case STAMP -> "\"bytes\"";
          case BOOLEAN -> "\"boolean\"";
          case INT32 -> "\"int\"";
          case INT64 -> "\"long\"";
          case DOUBLE -> "\"double\"";
          case STRING -> "\"string\"";
        };
    return "    {\"name\": \"%s\", \"type\": %s}"
        .formatted(field.name(), field.nullable() ? "[\"null\", " + type + "]" : type);
  }
}
