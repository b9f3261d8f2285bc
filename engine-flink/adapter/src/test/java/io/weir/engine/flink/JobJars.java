/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The job jars as they were packaged before, under the names that they have in the product. */
final class JobJars {
  private JobJars() {}

  /** Links them into a directory. */
  static Path in(Path directory) {
    try {
      Path jobs = Files.createDirectories(directory.resolve("job"));
      for (String name : List.of("flink-job-kafka", "flink-job-pulsar")) {
        Path target = Path.of("..", name.substring("flink-".length()), "target").toAbsolutePath();
        try (Stream<Path> files = Files.list(target)) {
          Path jar =
              files
                  .filter(f -> f.getFileName().toString().matches(name + "-[0-9].*\\.jar"))
                  .findFirst()
                  .orElseThrow(() -> new AssertionError("no " + name + " in " + target));
          Files.createSymbolicLink(jobs.resolve(name + ".jar"), jar.normalize());
        }
      }
      return jobs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
