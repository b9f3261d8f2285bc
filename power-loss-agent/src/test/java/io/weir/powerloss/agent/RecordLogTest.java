/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogTest {
  private static final FileKey FILE = new FileKey(65024, 4711);

  @TempDir Path directory;
  private File file;
  private RecordLog log;

  @BeforeEach
  void open() throws IOException {
    file = directory.resolve("kafka-1.99.log").toFile();
    log = new RecordLog(file);
  }

  /** The lines without their stamps and checksums, which are checked. */
  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    long last = Long.MIN_VALUE;
    for (String line : Files.readAllLines(file.toPath())) {
      int sum = line.lastIndexOf(' ');
      CRC32 crc = new CRC32();
      crc.update(line.substring(0, sum).getBytes(StandardCharsets.UTF_8));
      assertThat(line.substring(sum + 1)).isEqualTo("%08x".formatted(crc.getValue()));
      int stamp = line.indexOf(' ');
      assertThat(Long.parseLong(line.substring(0, stamp))).isGreaterThan(last);
      last = Long.parseLong(line.substring(0, stamp));
      lines.add(line.substring(stamp + 1, sum));
    }
    return lines;
  }

  @Test
  void writesEveryKindOfLineAtOnce() throws IOException {
    log.begin(99, "17.0.1 beta");
    assertThat(lines()).containsExactly("begin 1 99 17.0.1_beta");
    log.test("");
    log.test("it\nwas not as expected");
    log.fault("no\tdescriptor");
    log.fresh(FILE);
    log.overwriting(FILE, 4, new byte[] {'1', '2', '3', '4'}, 3);
    log.overwriting(FILE, 4, new byte[] {0, 0, 0, 4}, 3);
    log.forced(FILE, 15, 9, 0, RecordLog.TO_THE_END, new long[] {13, 14});
    log.forced(FILE, 16, 9, 0, 4096, new long[0]);
    log.resized(FILE, 5);
    log.gone(FILE, 7);
    assertThat(lines())
        .containsExactly(
            "begin 1 99 17.0.1_beta",
            "test passed",
            "test failed it was not as expected",
            "fault no descriptor",
            "new 65024:4711",
            "over 65024:4711 4 3 MTIz",
            "over 65024:4711 4 3 -",
            "force 65024:4711 15 9 0 -1 13,14",
            "force 65024:4711 16 9 0 4096 -",
            "size 65024:4711 5",
            "gone 65024:4711 7");
  }

  @Test
  void stampsLieBetweenTheLinesAround() throws IOException {
    long before = log.overwriting(FILE, 0, new byte[1], 1);
    long stamp = log.stamp();
    long after = log.overwriting(FILE, 0, new byte[1], 1);
    assertThat(stamp).isGreaterThan(before).isLessThan(after);
    assertThat(lines()).hasSize(2);
  }

  @Test
  void threadsDoNotMixTheirLines() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      FileKey own = new FileKey(1, i);
      Thread thread =
          new Thread(
              () -> {
                for (int size = 0; size < 500; size++) {
                  log.resized(own, size);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    List<String> lines = lines();
    assertThat(lines).hasSize(2_000);
    for (int i = 0; i < 4; i++) {
      String start = "size 1:" + i + " ";
      List<Integer> sizes =
          lines.stream()
              .filter(line -> line.startsWith(start))
              .map(line -> Integer.valueOf(line.substring(start.length())))
              .toList();
      assertThat(sizes).hasSize(500).isSorted();
    }
  }

  @Test
  void aDiskThatIsFullLeavesAMark() throws IOException {
    File full = directory.resolve("full.log").toFile();
    Files.createSymbolicLink(full.toPath(), Path.of("/dev/full"));
    new RecordLog(full).fresh(FILE);
    assertThat(directory.resolve("full.log.failed")).exists();
  }
}
