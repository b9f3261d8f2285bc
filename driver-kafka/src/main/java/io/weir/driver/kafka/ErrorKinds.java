/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.AckHandler.ErrorKind;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What a producer's exception says about the record. REJECTED is kept for what was certainly not
 * written; a retriable error that outlived its retries may hide an earlier attempt that was.
 */
final class ErrorKinds {
  private ErrorKinds() {}

  static ErrorKind of(Throwable cause) {
    if (cause instanceof BufferExhaustedException || cause instanceof NotEnoughReplicasException) {
      return ErrorKind.REJECTED;
    }
    if (cause instanceof TimeoutException) {
      return ErrorKind.TIMEOUT;
    }
    if (cause instanceof DisconnectException || cause instanceof NetworkException) {
      return ErrorKind.DISCONNECTED;
    }
    if (cause instanceof RetriableException || cause instanceof InterruptException) {
      return ErrorKind.OTHER;
    }
    // Also what the client refuses before it sends anything.
    boolean refused =
        cause instanceof ApiException
            || cause instanceof SerializationException
            || cause instanceof IllegalArgumentException;
    return refused ? ErrorKind.REJECTED : ErrorKind.OTHER;
  }
}
