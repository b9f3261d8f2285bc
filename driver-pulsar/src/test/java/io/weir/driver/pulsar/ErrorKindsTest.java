/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.AckHandler.ErrorKind;
import java.util.concurrent.CompletionException;
import org.apache.pulsar.client.api.PulsarClientException;
import org.junit.jupiter.api.Test;

class ErrorKindsTest {
  @Test
  void onlyWhatWasCertainlyNotWrittenIsRejected() {
    assertThat(ErrorKinds.of(new PulsarClientException.InvalidMessageException("too large")))
        .isEqualTo(ErrorKind.REJECTED);
    // It may have been written before the end.
    assertThat(ErrorKinds.of(new PulsarClientException.TopicTerminatedException("ended")))
        .isEqualTo(ErrorKind.OTHER);
    assertThat(ErrorKinds.of(new PulsarClientException.MemoryBufferIsFullError("full")))
        .isEqualTo(ErrorKind.REJECTED);
    assertThat(ErrorKinds.of(new PulsarClientException.AlreadyClosedException("closed")))
        .isEqualTo(ErrorKind.OTHER);
    assertThat(ErrorKinds.of(new PulsarClientException.BrokerPersistenceException("bk")))
        .isEqualTo(ErrorKind.OTHER);
  }

  @Test
  void timeOutsAndLostConnectionsAreToldApartAlsoInAWrapping() {
    assertThat(ErrorKinds.of(new PulsarClientException.TimeoutException("30 s")))
        .isEqualTo(ErrorKind.TIMEOUT);
    assertThat(
            ErrorKinds.of(
                new CompletionException(new PulsarClientException.NotConnectedException())))
        .isEqualTo(ErrorKind.DISCONNECTED);
    assertThat(ErrorKinds.of(new PulsarClientException.ConnectException("refused")))
        .isEqualTo(ErrorKind.DISCONNECTED);
  }
}
