/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.AckHandler.ErrorKind;
import java.util.concurrent.CompletionException;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * What a producer's exception says about the record. REJECTED is kept for what was certainly not
 * written.
 */
final class ErrorKinds {
  private ErrorKinds() {}

  static ErrorKind of(Throwable thrown) {
    Throwable cause = cause(thrown);
    if (cause instanceof PulsarClientException.TimeoutException) {
      return ErrorKind.TIMEOUT;
    }
    if (cause instanceof PulsarClientException.NotConnectedException
        || cause instanceof PulsarClientException.ConnectException) {
      return ErrorKind.DISCONNECTED;
    }
    boolean refused =
        cause instanceof PulsarClientException.InvalidMessageException
            || cause instanceof PulsarClientException.ProducerQueueIsFullError
            || cause instanceof PulsarClientException.MemoryBufferIsFullError
            || cause instanceof PulsarClientException.ProducerBlockedQuotaExceededError
            || cause instanceof PulsarClientException.ProducerBlockedQuotaExceededException
            || cause instanceof PulsarClientException.NotAllowedException
            || cause instanceof PulsarClientException.AuthorizationException
            || cause instanceof IllegalArgumentException;
    return refused ? ErrorKind.REJECTED : ErrorKind.OTHER;
  }

  /** What lies beneath the wrapping of a future. */
  static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
