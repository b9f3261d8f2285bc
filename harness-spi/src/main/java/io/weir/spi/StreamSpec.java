/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * One stream of a workload: a topic of its own.
 *
 * @param name ends the topic's name: lower case letters, digits and dashes
 * @param encoding of its records
 * @param schema what they hold; empty exactly for {@link Encoding#BINARY}
 * @param partitions of the topic, where the workload fixes them; empty for the user's choice
 */
public record StreamSpec(
    String name, Encoding encoding, Optional<Schema> schema, OptionalInt partitions) {
  public StreamSpec {
    if (schema.isEmpty() != (encoding == Encoding.BINARY)) {
      throw new IllegalArgumentException(
          "stream " + name + " has " + encoding + " with schema " + schema);
    }
  }

  /** A stream with as many partitions as the user asks for. */
  public static StreamSpec of(String name, Encoding encoding, Schema schema) {
    return new StreamSpec(name, encoding, Optional.of(schema), OptionalInt.empty());
  }

  /** True if its records have an event time, and so ticks. */
  public boolean timed() {
    return schema.isPresent();
  }
}
