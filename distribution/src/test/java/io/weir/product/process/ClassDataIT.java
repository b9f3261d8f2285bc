/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class data of servers is saved by the first run, mapped by later ones, and never in the way. */
@Tag("extended")
class ClassDataIT {
  private static final String SAVING = "saving class data of kafka-1";

  @TempDir Path directory;

  @Test
  void theFirstRunSavesTheClassDataThatLaterOnesMap() throws Exception {
    Path first = Files.createDirectory(directory.resolve("first"));
    try (Harness harness = start(first, "1")) {
      ended(harness);
      assertThat(harness.out()).containsOnlyOnce(SAVING);
    }
    Path archive = archive();
    assertThat(left(first)).isEmpty();

    Path later = Files.createDirectory(directory.resolve("later"));
    try (Harness harness = start(later, "3")) {
      long server = harness.awaitServer("kafka.Kafka");
      harness.awaitOutput("warm-up");
      assertThat(Files.readString(Path.of("/proc/" + server + "/maps")))
          .contains(archive.toString());
      ended(harness);
      assertThat(harness.out()).doesNotContain(SAVING);
      assertThat(Files.readString(harness.runDirectory().resolve("run.json")))
          .contains("-XX:SharedArchiveFile=" + archive);
    }

    Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-------"));
    try (FileChannel broken = FileChannel.open(archive, StandardOpenOption.WRITE)) {
      broken.truncate(broken.size() / 2);
    }
    Path last = Files.createDirectory(directory.resolve("last"));
    try (Harness harness = start(last, "1")) {
      ended(harness);
      assertThat(harness.out()).contains("Verdict");
    }
  }

  private Harness start(Path own, String nodes) throws IOException {
    return Harness.start(
        own,
        Map.of("XDG_CACHE_HOME", directory.resolve("cache").toString()),
        List.of(
            "run",
            "--driver",
            "kafka",
            "--nodes",
            nodes,
            "--rate",
            "200",
            "--warmup",
            "2s",
            "--duration",
            "2s"));
  }

  private static void ended(Harness harness) throws Exception {
    // Any verdict: on a busy machine so short a run may be contended.
    assertThat(harness.awaitExit()).isIn(0, 3);
    harness.awaitNothingLeft();
    assertThat(harness.err()).isEmpty();
  }

  private Path archive() throws IOException {
    try (Stream<Path> kept = Files.list(directory.resolve("cache/weir/classes"))) {
      List<Path> all = kept.toList();
      assertThat(all).hasSize(1);
      return all.get(0).toRealPath();
    }
  }

  /** What a dump writes beside a server. */
  private static List<Path> left(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      return files
          .filter(
              file ->
                  file.getFileName().toString().startsWith("java_pid")
                      || file.getFileName().toString().startsWith("class-data"))
          .toList();
    }
  }
}
