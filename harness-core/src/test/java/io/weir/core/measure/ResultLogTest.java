/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultLogTest {
  @TempDir Path parent;

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> values(ResultLog log) throws IOException {
    List<String> values = new ArrayList<>();
    log.read(
        (key, value, atNs) ->
            values.add(value == null ? "null" : new String(value, StandardCharsets.UTF_8)));
    return values;
  }

  private Path file() {
    return parent.resolve("results.tmp");
  }

  @Test
  void keepsWhatFitsInMemoryAlone() throws Exception {
    try (ResultLog log = new ResultLog(file(), 1 << 20)) {
      assertThat(log.lastNs()).isEqualTo(Long.MIN_VALUE);
      log.append(null, text("a"), 7);
      log.append(text("k"), text(""), 9);
      log.append(null, text("b"), 8);

      assertThat(log.records()).isEqualTo(3);
      assertThat(log.lastNs()).isEqualTo(9);
      assertThat(values(log)).containsExactly("a", "", "b");
      assertThat(file()).doesNotExist();
    }
  }

  @Test
  void leavesTheBuffersThatItCopiesFromAlone() throws Exception {
    ByteBuffer value = text("-value-");
    value.position(1).limit(6);
    try (ResultLog log = new ResultLog(file(), 1 << 20)) {
      log.append(null, value, 1);
      value.put(1, (byte) 'X');

      assertThat(values(log)).containsExactly("value");
      assertThat(value.position()).isEqualTo(1);
    }
  }

  @Test
  void aFileThatEndsWithinARecordIsToldAndNotReadAsWhole() throws Exception {
    try (ResultLog log = new ResultLog(file(), 0, 64)) {
      for (int i = 0; i < 10; i++) {
        log.append(null, text("0123456789".repeat(4)), i);
      }
      try (RandomAccessFile torn = new RandomAccessFile(file().toFile(), "rw")) {
        torn.setLength(torn.length() - 5);
      }

      assertThatThrownBy(() -> values(log))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file() + " ends within a record");
    }
  }

  @Test
  void whatCannotBeWrittenIsCountedAndSaid() throws Exception {
    Path nowhere = parent.resolve("nowhere").resolve("results.tmp");
    try (ResultLog log = new ResultLog(nowhere, 64, 64)) {
      for (int i = 0; i < 10; i++) {
        log.append(null, text("0123456789".repeat(4)), i);
      }

      assertThat(log.records()).isEqualTo(10);
      assertThat(log.lastNs()).isEqualTo(9);
      assertThat(log.failure()).isPresent();
      assertThat(values(log).size() + log.dropped()).isLessThanOrEqualTo(10);
      assertThat(log.dropped()).isPositive();
    }
  }

  @Test
  void closingRemovesTheFile() throws Exception {
    ResultLog log = new ResultLog(file(), 0, 64);
    for (int i = 0; i < 10; i++) {
      log.append(null, text("0123456789".repeat(4)), i);
    }
    assertThat(file()).exists();

    log.close();
    log.close();

    assertThat(file()).doesNotExist();
  }

  @Test
  void recordsOfOneThreadKeepTheirOrder() throws Exception {
    int each = 5_000;
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (ResultLog log = new ResultLog(file(), 10_000, 512)) {
      List<Future<?>> ends = new ArrayList<>();
      for (String name : List.of("a", "b")) {
        ends.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    log.append(text(name), text(Integer.toString(i)), i);
                  }
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }

      List<String> a = new ArrayList<>();
      List<String> b = new ArrayList<>();
      log.read(
          (key, value, atNs) -> {
            boolean first = key != null && key[0] == 'a';
            (first ? a : b).add(value == null ? "" : new String(value, StandardCharsets.UTF_8));
          });
      List<String> ascending = IntStream.range(0, each).mapToObj(Integer::toString).toList();
      assertThat(a).isEqualTo(ascending);
      assertThat(b).isEqualTo(ascending);
      assertThat(log.records()).isEqualTo(2L * each);
    } finally {
      threads.shutdown();
    }
  }
}
