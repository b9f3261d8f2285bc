/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import io.weir.spi.AckHandler;
import io.weir.spi.NanoClock;

/**
 * Answers each record inside the call that hands it over: the time of both sides is then the time
 * of one thread. The clock is read for each answer, as the Kafka driver does.
 */
final class InlineAnswers implements Answers {
  private final NanoClock clock;
  private final Gate gate;
  private AckHandler[] handlers = {};

  InlineAnswers(NanoClock clock, Gate gate) {
    this.clock = clock;
    this.gate = gate;
  }

  @Override
  public void answerTo(AckHandler[] all) {
    handlers = all;
  }

  @Override
  public void expect(int records) {}

  @Override
  public void handed(int publisher, long token) {
    handlers[publisher].onAck(token, 0, clock.epochNs());
  }

  @Override
  public void flush() {
    gate.done();
  }

  @Override
  public void close() {}
}
