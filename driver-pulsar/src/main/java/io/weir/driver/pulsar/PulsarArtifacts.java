/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.ArtifactSet;
import java.util.List;

/** The jars of Pulsar's servers, ZooKeeper and BookKeeper among them, by version. */
final class PulsarArtifacts {
  /** For the slf4j generation of every Pulsar from 3.0 on. */
  private static final String LOG4J2_BINDING = "org.apache.logging.log4j:log4j-slf4j2-impl:2.25.4";

  private static final String LOG4J2_CORE = "org.apache.logging.log4j:log4j-core:2.25.4";

  /** A release that was built with another would have one half of each. */
  private static final String LOG4J2_API = "org.apache.logging.log4j:log4j-api:2.25.4";

  private PulsarArtifacts() {}

  static ArtifactSet of(String version) {
    return new ArtifactSet(
        "pulsar " + version,
        // Without a binding servers log nothing.
        List.of("org.apache.pulsar:pulsar-broker:" + version, LOG4J2_BINDING, LOG4J2_CORE),
        // The versions that the release was built with: others of the tree do not work together.
        List.of("org.apache.pulsar:pulsar:" + version),
        List.of(LOG4J2_API),
        List.of());
  }
}
