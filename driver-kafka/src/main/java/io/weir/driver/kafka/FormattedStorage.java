/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/**
 * What Kafka's tool wrote when it formatted one node, for the others of the cluster, where all but
 * two identities is the same: a JVM for each node would take a second of CPU. One thread.
 */
final class FormattedStorage {
  private static final String BOOTSTRAP = "bootstrap.checkpoint";
  private static final String META = "meta.properties";
  private static final String NODE_ID = "node.id";
  private static final String DIRECTORY_ID = "directory.id";

  private final Path data;

  /**
   * @param data the log directory of the node that was formatted; its server must not have started
   */
  FormattedStorage(Path data) {
    this.data = data;
  }

  /**
   * Formats another node alike.
   *
   * @param nodeId of the other node
   * @param other its log directory, not there yet
   * @return false, with nothing done, if the tool wrote anything but what is known here
   */
  boolean copyTo(int nodeId, Path other) {
    try {
      Properties meta = read(data.resolve(META));
      if (!names().equals(Set.of(BOOTSTRAP, META))
          || !meta.stringPropertyNames()
              .equals(Set.of("version", "cluster.id", NODE_ID, DIRECTORY_ID))) {
        return false;
      }
      meta.setProperty(NODE_ID, String.valueOf(nodeId));
      meta.setProperty(DIRECTORY_ID, Uuid.randomUuid().toString());
      Files.createDirectories(other);
      Files.copy(data.resolve(BOOTSTRAP), other.resolve(BOOTSTRAP));
      try (Writer written = Files.newBufferedWriter(other.resolve(META))) {
        meta.store(written, null);
      }
      return true;
    } catch (IOException e) {
      throw new UnavailableException("kafka: cannot format " + other + ": " + e, e);
    }
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
    }
    return properties;
  }
}
