/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import io.weir.spi.ResultSchema;
import io.weir.spi.Row;
import java.util.Locale;

/** One way in which a result differs from what it ought to be. Immutable. */
public sealed interface Finding {
  /** One line for people. */
  String text(ResultSchema schema);

  /** Of which kind it is. */
  Kind kind();

  /** The kinds of findings, in the order of a report. */
  enum Kind {
    /** A judged row that never came. */
    MISSING,
    /** A row that nothing asked for. */
    EXTRA,
    /** A row of a right key with another value. */
    WRONG,
    /** A row that had come before. */
    DUPLICATE,
    /** A row taken back that was not there. */
    RETRACTION,
    /** A record that is no row of the result. */
    UNREADABLE;

    /** As a report names it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A judged row that never came, or did not stay. */
  record Missing(Row expected) implements Finding {
    @Override
    public String text(ResultSchema schema) {
      return "missing: " + named(schema, expected);
    }

    @Override
    public Kind kind() {
      return Kind.MISSING;
    }
  }

  /** A row that nothing asked for. */
  record Extra(Row actual, long receivedNs) implements Finding {
    @Override
    public String text(ResultSchema schema) {
      return "extra: " + named(schema, actual) + at(receivedNs);
    }

    @Override
    public Kind kind() {
      return Kind.EXTRA;
    }
  }

  /** A row of a key that is asked for, with a value that is not. */
  record Wrong(Row expected, Row actual, long receivedNs) implements Finding {
    @Override
    public String text(ResultSchema schema) {
      return "wrong: "
          + named(schema, actual)
          + at(receivedNs)
          + ", expected "
          + named(schema, expected);
    }

    @Override
    public Kind kind() {
      return Kind.WRONG;
    }
  }

  /** A row that had come before; or, in a changelog, was taken back more often than it came. */
  record Duplicate(Row actual, long receivedNs) implements Finding {
    @Override
    public String text(ResultSchema schema) {
      return "duplicate: " + named(schema, actual) + at(receivedNs);
    }

    @Override
    public Kind kind() {
      return Kind.DUPLICATE;
    }
  }

  /** A row taken back that never was there, or in a result from which nothing is taken back. */
  record Retraction(Row actual, long receivedNs) implements Finding {
    @Override
    public String text(ResultSchema schema) {
      return "retraction: of "
          + named(schema, actual)
          + at(receivedNs)
          + (schema.mode() == ResultSchema.Mode.APPEND
              ? ", though rows of this result are final"
              : ", which was not there");
    }

    @Override
    public Kind kind() {
      return Kind.RETRACTION;
    }
  }

  /** A record that is no row of the result. */
  record Unreadable(String record, String reason) implements Finding {
    @Override
    public String text(ResultSchema schema) {
      return "unreadable: " + reason + ": " + record;
    }

    @Override
    public Kind kind() {
      return Kind.UNREADABLE;
    }
  }

  private static String at(long receivedNs) {
    return String.format(Locale.ROOT, " received at %.3f s", receivedNs / 1e9);
  }

  private static String named(ResultSchema schema, Row row) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      text.append(i == 0 ? "" : ", ")
          .append(schema.columns().get(i).name())
          .append('=')
          .append(row.get(i));
    }
    return text.toString();
  }
}
