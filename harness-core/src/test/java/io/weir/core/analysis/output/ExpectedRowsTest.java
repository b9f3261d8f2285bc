/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpectedRowsTest {
  @TempDir Path directory;

  private static ExpectedRow row(int i) {
    Row row = Row.of((long) i, i / 3.0, i % 7 == 0 ? null : "n" + i, i % 2 == 0);
    return new ExpectedRow(row, i * 11L, -i, i + 1L);
  }

  private static List<ExpectedRow> read(ExpectedRows rows) throws IOException {
    List<ExpectedRow> all = new ArrayList<>();
    rows.forEach(all::add);
    return all;
  }

  @Test
  void givesBackRowsInOrderFromMemoryAndFromTheFile() throws IOException {
    for (long memoryBytes : new long[] {0, 300_000, 1 << 30}) {
      Path file = directory.resolve("expected");
      try (ExpectedRows rows = new ExpectedRows(file, memoryBytes)) {
        List<ExpectedRow> given = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
          given.add(row(i));
          rows.accept(row(i));
        }
        assertEquals(20_000, rows.count());
        assertEquals(memoryBytes < 1 << 30, Files.exists(file));
        assertEquals(given, read(rows));
        assertEquals(given, read(rows));
      }
      assertFalse(Files.exists(file));
    }
  }

  @Test
  void doesNotGiveAPartForTheWholeWhenTheFileCannotBeWritten() throws IOException {
    try (ExpectedRows rows = new ExpectedRows(directory.resolve("no/where"), 0)) {
      for (int i = 0; i < 20_000; i++) {
        rows.accept(row(i));
      }
      assertThrows(IOException.class, () -> read(rows));
      assertEquals(20_000, rows.count());
    }
  }
}
