/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import io.weir.spi.ConfigValue;
import io.weir.spi.Publisher;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client that answers and does nothing else; holds the load thread at the gate. */
final class AnsweringPublisher implements Publisher {
  private final int index;
  private final Answers answers;
  private final Allowance allowance;

  AnsweringPublisher(int index, Answers answers, Allowance allowance) {
    this.index = index;
    this.answers = answers;
    this.allowance = allowance;
  }

  @Override
  public void publish(
      int partition, byte @Nullable [] key, byte[] payload, int offset, int length, long token) {
    answers.handed(index, token);
    allowance.used();
  }

  @Override
  public void flush() {}

  @Override
  public Map<String, ConfigValue> configuration() {
    return Map.of();
  }

  @Override
  public void close() {}

  /** What the load thread may still hand over; shared by its publishers. */
  static final class Allowance {
    private final Gate gate;
    private final Answers answers;
    private int left;

    Allowance(Gate gate, Answers answers) {
      this.gate = gate;
      this.answers = answers;
    }

    void await() {
      left = gate.await();
      answers.expect(left);
    }

    void used() {
      if (--left == 0) {
        answers.flush();
        await();
      }
    }
  }
}
