/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.ArtifactSet;
import java.util.ArrayList;
import java.util.List;

/** The jars of a Kafka server, by version. */
final class KafkaArtifacts {
  private static final String LOG4J2_BINDING = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5";
  private static final String RELOAD4J_BINDING = "org.slf4j:slf4j-reload4j:1.7.36";

  private KafkaArtifacts() {}

  static ArtifactSet of(String version) {
    List<String> roots = new ArrayList<>();
    roots.add("org.apache.kafka:kafka_2.13:" + version);
    // Without a binding of their slf4j generation (1.7 in all of them) servers log nothing.
    roots.add(logsWithLog4j2(version) ? LOG4J2_BINDING : RELOAD4J_BINDING);
    // 4.4.x refers to a release of this artifact that cannot be had.
    List<String> pins =
        version.startsWith("4.4.") ? List.of("org.apache.kafka:kafka-tools-api:4.3.1") : List.of();
    return new ArtifactSet("kafka " + version, roots, List.of(), pins, List.of());
  }

  /** Kafka's own code uses log4j 2 from 4.0 on, and reload4j before. */
  static boolean logsWithLog4j2(String version) {
    return major(version) >= 4;
  }

  /** The number before the first dot; 0 if there is none. */
  static int major(String version) {
    int dot = version.indexOf('.');
    try {
      return dot < 0 ? 0 : Integer.parseInt(version.substring(0, dot));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
