/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.spi.AckHandler;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Failed records by kind, with the first cause of each. Any thread may report. */
public final class PublishErrors {
  private final Map<AckHandler.ErrorKind, LongAdder> counts = new ConcurrentHashMap<>();
  private final Map<AckHandler.ErrorKind, String> firstCauses = new ConcurrentHashMap<>();
  private final LongAdder unexpected = new LongAdder();

  void failed(AckHandler.ErrorKind kind, Throwable cause) {
    counts.computeIfAbsent(kind, k -> new LongAdder()).increment();
    firstCauses.putIfAbsent(kind, String.valueOf(cause));
  }

  void unexpectedAnswer() {
    unexpected.increment();
  }

  /** Failures by kind. */
  public Map<AckHandler.ErrorKind, Long> counts() {
    Map<AckHandler.ErrorKind, Long> all = new EnumMap<>(AckHandler.ErrorKind.class);
    counts.forEach((kind, count) -> all.put(kind, count.sum()));
    return all;
  }

  /** The first cause of each kind that occurred. */
  public Map<AckHandler.ErrorKind, String> firstCauses() {
    return Map.copyOf(firstCauses);
  }

  /** Answers to records that were settled already or never sent: a fault of the driver. */
  public long unexpectedAnswers() {
    return unexpected.sum();
  }
}
