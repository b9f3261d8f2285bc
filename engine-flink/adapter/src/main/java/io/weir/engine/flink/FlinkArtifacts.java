/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import io.weir.spi.ArtifactSet;
import io.weir.spi.SettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The jars of Flink's servers by version. */
final class FlinkArtifacts {
  /** The minor version that the job jars are built for. */
  static final String SERIES = "1.20";

  /** For the slf4j generation of Flink 1. */
  private static final String LOG4J = "2.24.3";

  /**
   * The newest of the series that is published; the interface that it implements did not change.
   */
  private static final String S3 = "org.apache.flink:flink-s3-fs-hadoop:1.20.1";

  private FlinkArtifacts() {}

  /** True for a version that the job jars run on. */
  static boolean supported(String version) {
    return version.equals(SERIES) || version.startsWith(SERIES + ".");
  }

  /**
   * What JobManager and TaskManagers run from, the state backend on disk included.
   *
   * @throws SettingException for a version that the job jars do not run on
   */
  static ArtifactSet servers(String version) {
    if (!supported(version)) {
      throw new SettingException(
          "--engine",
          "flink@" + version,
          "flink@" + SERIES + ".<n>",
          "the job jars and their connectors are built for Flink " + SERIES);
    }
    List<String> flink =
        List.of(
            "flink-runtime",
            "flink-runtime-web",
            "flink-clients",
            "flink-streaming-java",
            "flink-connector-base",
            "flink-connector-files",
            "flink-table-api-java-bridge",
            "flink-table-runtime",
            "flink-table-planner_2.12",
            "flink-json",
            "flink-statebackend-rocksdb");
    List<String> roots = new ArrayList<>();
    flink.forEach(name -> roots.add("org.apache.flink:" + name + ":" + version));
    // Without a binding servers log nothing.
    roots.add("org.apache.logging.log4j:log4j-slf4j-impl:" + LOG4J);
    roots.add("org.apache.logging.log4j:log4j-core:" + LOG4J);
    return new ArtifactSet("flink " + version, roots, List.of(), List.of(), List.of());
  }

  /** The plugin that reads and writes S3, one jar. */
  static ArtifactSet s3() {
    return new ArtifactSet("flink's S3 file system", List.of(S3), List.of(), List.of(), List.of());
  }

  /** Variables that servers need to find plugins. */
  static Map<String, String> pluginsIn(String directory) {
    return Map.of("FLINK_PLUGINS_DIR", directory);
  }
}
