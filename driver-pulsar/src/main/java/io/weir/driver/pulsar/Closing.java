/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pulsar.client.api.PulsarClient;

/** Ends clients without waiting for brokers that do not answer any more. */
final class Closing {
  private static final System.Logger LOG = System.getLogger(Closing.class.getName());
  private static final long LIMIT_MS = 1_500;

  private Closing() {}

  /** Waits for an orderly end, for a moment. */
  static void bounded(CompletableFuture<?> ending) {
    try {
      ending.get(LIMIT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.DEBUG, "a client did not end in good order", e);
    }
  }

  /**
   * Ends a client whose producers and consumers are closed, with its connections and threads. Does
   * not wait: the network's threads stay for two quiet seconds of their own.
   */
  static void end(PulsarClient client) {
    var unused =
        client
            .closeAsync()
            .exceptionally(
                e -> {
                  LOG.log(System.Logger.Level.DEBUG, "a client did not end in good order", e);
                  return null;
                });
  }
}
