/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.AckHandler.ErrorKind;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ErrorKindsTest {
  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(new TimeoutException("late"), ErrorKind.TIMEOUT),
        Arguments.of(new BufferExhaustedException("full"), ErrorKind.REJECTED),
        Arguments.of(new NotEnoughReplicasException("few"), ErrorKind.REJECTED),
        Arguments.of(new NotEnoughReplicasAfterAppendException("few"), ErrorKind.OTHER),
        Arguments.of(new RecordTooLargeException("large"), ErrorKind.REJECTED),
        Arguments.of(new TopicAuthorizationException("no"), ErrorKind.REJECTED),
        Arguments.of(new SerializationException("no"), ErrorKind.REJECTED),
        Arguments.of(new IllegalArgumentException("partition"), ErrorKind.REJECTED),
        Arguments.of(DisconnectException.INSTANCE, ErrorKind.DISCONNECTED),
        Arguments.of(new NetworkException("gone"), ErrorKind.DISCONNECTED),
        Arguments.of(new NotLeaderOrFollowerException("moved"), ErrorKind.OTHER),
        Arguments.of(new KafkaException("what"), ErrorKind.OTHER),
        Arguments.of(new IllegalStateException("closed"), ErrorKind.OTHER));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anExceptionIsOfAKind(Throwable cause, ErrorKind kind) {
    assertThat(ErrorKinds.of(cause)).isEqualTo(kind);
  }

  @ParameterizedTest
  @MethodSource("interrupts")
  void anInterruptIsOfNoOtherKind(InterruptException cause) {
    assertThat(ErrorKinds.of(cause)).isEqualTo(ErrorKind.OTHER);
    // The exception sets the flag when it is made.
    assertThat(Thread.interrupted()).isTrue();
  }

  static Stream<InterruptException> interrupts() {
    return Stream.of("now").map(InterruptException::new);
  }
}
