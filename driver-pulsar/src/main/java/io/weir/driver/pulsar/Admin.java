/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.UnavailableException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.pulsar.client.admin.PulsarAdminException;

/** Asks the admin service, and says in one line what it did not do. */
final class Admin {
  private Admin() {}

  /**
   * @param what for the message, such as {@code creating topic x}
   * @throws UnavailableException if it cannot be done
   */
  static <T> T call(String what, Callable<T> question) {
    try {
      return question.call();
    } catch (PulsarAdminException e) {
      if (Thread.currentThread().isInterrupted() || e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new UnavailableException("pulsar: interrupted while " + what, e);
      }
      throw new UnavailableException("pulsar: " + what + " failed: " + Refusals.of(e), e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new UnavailableException("pulsar: " + what + " failed: " + e, e);
    }
  }

  /** As {@link #call}; empty if it fails as expected. */
  static <T> Optional<T> unless(
      Class<? extends PulsarAdminException> expected, String what, Callable<T> question) {
    try {
      return Optional.of(call(what, question));
    } catch (UnavailableException e) {
      if (expected.isInstance(e.getCause())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** As {@link #call}; empty if this client may not know. */
  static <T> Optional<T> revealed(String what, Callable<T> question) {
    try {
      return Optional.of(call(what, question));
    } catch (UnavailableException e) {
      if (e.getCause() instanceof PulsarAdminException.NotAuthorizedException
          || e.getCause() instanceof PulsarAdminException.NotAllowedException
          || e.getCause() instanceof PulsarAdminException.NotFoundException) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
