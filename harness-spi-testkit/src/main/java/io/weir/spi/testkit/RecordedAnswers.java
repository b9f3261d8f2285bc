/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi.testkit;

import io.weir.spi.AckHandler;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps every answer that a publisher gives. Safe for any thread. */
public final class RecordedAnswers implements AckHandler {
  /** One acknowledgement. */
  public record Ack(long token, int partition, long ackedNs, long threadId) {}

  /** One failure. */
  public record Failure(long token, ErrorKind kind, Throwable cause) {}

  private final Queue<Ack> acks = new ConcurrentLinkedQueue<>();
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

  @Override
  public void onAck(long token, int partition, long ackedNs) {
    acks.add(new Ack(token, partition, ackedNs, Thread.currentThread().getId()));
  }

  @Override
  public void onError(long token, ErrorKind kind, Throwable cause) {
    failures.add(new Failure(token, kind, cause));
  }

  public List<Ack> acks() {
    return List.copyOf(acks);
  }

  public List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** Answers so far, of either kind. */
  public int count() {
    return acks.size() + failures.size();
  }
}
