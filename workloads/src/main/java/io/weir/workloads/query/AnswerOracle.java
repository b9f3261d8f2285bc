/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Oracle;
import io.weir.workloads.encoding.RecordReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** Reads records, passes over ticks, and refuses what comes after its time. */
final class AnswerOracle implements Oracle {
  private final List<RecordReader> readers;
  private final Answer answer;
  private long watermarkMs = Long.MIN_VALUE;

  AnswerOracle(List<RecordReader> readers, Answer answer) {
    this.readers = readers;
    this.answer = answer;
  }

  @Override
  public void accept(int stream, ByteBuffer payload, long intendedNs, Consumer<ExpectedRow> out) {
    RecordReader record = readers.get(stream);
    record.read(payload);
    if (record.isTick()) {
      return;
    }
    if (record.eventMs() < watermarkMs) {
      throw new IllegalStateException(
          "a record of event time "
              + record.eventMs()
              + " ms after it was said that none below "
              + watermarkMs
              + " would follow");
    }
    answer.accept(stream, intendedNs, out);
  }

  @Override
  public void watermark(long eventMs, Consumer<ExpectedRow> out) {
    if (eventMs < watermarkMs) {
      throw new IllegalArgumentException(
          "watermark " + eventMs + " ms after " + watermarkMs + " ms");
    }
    watermarkMs = eventMs;
    answer.settle(eventMs, out);
  }

  @Override
  public void finish(Consumer<ExpectedRow> out) {
    answer.finish(out);
  }
}
