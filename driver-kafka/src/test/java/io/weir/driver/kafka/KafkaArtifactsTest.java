/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KafkaArtifactsTest {
  @Test
  void theServerComesWithALogBindingOfItsGeneration() {
    assertThat(KafkaArtifacts.of("4.3.1").roots())
        .containsExactly(
            "org.apache.kafka:kafka_2.13:4.3.1",
            "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5");
    assertThat(KafkaArtifacts.of("3.9.1").roots())
        .containsExactly("org.apache.kafka:kafka_2.13:3.9.1", "org.slf4j:slf4j-reload4j:1.7.36");
  }

  @Test
  void onlyFourFourIsPinned() {
    assertThat(KafkaArtifacts.of("4.4.0").pins())
        .containsExactly("org.apache.kafka:kafka-tools-api:4.3.1");
    assertThat(KafkaArtifacts.of("4.3.1").pins()).isEmpty();
  }
}
