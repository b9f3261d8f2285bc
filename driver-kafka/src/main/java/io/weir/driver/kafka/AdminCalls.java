/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.UnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Waits for the admin client's answers, and says in one line what failed. For any thread. */
final class AdminCalls {
  private static final Duration ADMIN_LIMIT = Duration.ofSeconds(30);
  private static final long POLL_NS = 20_000_000;

  private AdminCalls() {}

  static void await(String what, BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + ADMIN_LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNs >= 0 || Thread.currentThread().isInterrupted()) {
        throw new UnavailableException(
            "kafka: not within "
                + ADMIN_LIMIT.toSeconds()
                + " s: "
                + what
                + "; see the servers' logs");
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }

  static <T> T get(String what, KafkaFuture<T> answer) {
    try {
      return answer.get(ADMIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("kafka: interrupted while " + what, e);
    } catch (TimeoutException e) {
      throw new UnavailableException(
          "kafka: no answer within " + ADMIN_LIMIT.toSeconds() + " s while " + what, e);
    } catch (ExecutionException e) {
      Throwable cause = Causes.of(e);
      throw new UnavailableException("kafka: " + what + " failed: " + Refusals.of(cause), cause);
    }
  }

  /** Empty if that is how it fails. */
  static <T> Optional<T> unless(
      Class<? extends Exception> expected, String what, KafkaFuture<T> answer) {
    return unless(Set.of(expected), what, answer);
  }

  /** Empty if it fails in one of these ways. */
  static <T> Optional<T> unless(
      Set<Class<? extends Exception>> expected, String what, KafkaFuture<T> answer) {
    try {
      return Optional.ofNullable(get(what, answer));
    } catch (UnavailableException e) {
      if (expected.stream().anyMatch(one -> one.isInstance(e.getCause()))) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Empty if the cluster does not let this client see it, or is too old to say. */
  static <T> Optional<T> revealed(String what, KafkaFuture<T> answer) {
    try {
      return Optional.of(get(what, answer));
    } catch (UnavailableException e) {
      Throwable cause = e.getCause();
      if (cause instanceof AuthorizationException || cause instanceof UnsupportedVersionException) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
