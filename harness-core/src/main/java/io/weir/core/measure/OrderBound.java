/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.List;

/**
 * How much a consumer holds back to put records into order again.
 *
 * @param kind what bounds it
 * @param size records, or ns; 0 for none
 */
public record OrderBound(Kind kind, long size) {
  /** What bounds the buffer. */
  public enum Kind {
    /** Nothing is held back: the order of arrival. */
    NONE,
    /** A number of records: when one more comes, the earliest is released. */
    RECORDS,
    /** A time: a record is released once one has come that was intended so much later. */
    SLACK
  }

  /** The order of arrival, and the buffers that are tried on it. */
  public static final List<OrderBound> TRIED =
      List.of(
          new OrderBound(Kind.NONE, 0),
          records(16),
          records(256),
          records(4_096),
          records(65_536),
          slack(1_000_000),
          slack(10_000_000),
          slack(100_000_000),
          slack(1_000_000_000));

  /** A buffer of so many records. */
  public static OrderBound records(long records) {
    return new OrderBound(Kind.RECORDS, records);
  }

  /** A buffer of so many ns of intended time. */
  public static OrderBound slack(long ns) {
    return new OrderBound(Kind.SLACK, ns);
  }
}
