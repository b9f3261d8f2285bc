/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.cli.Matrix.Cell;
import io.weir.core.cli.Matrix.Row;
import io.weir.spi.Support;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatrixTest {
  private static final Cell YES = Cell.of(Support.yes());

  @Test
  void everyNoHasANumberAndEveryReasonIsSaidOncePerColumn() {
    Cell small = Cell.of(Support.no("too small"));
    Matrix matrix =
        new Matrix(
            List.of("one", "other"),
            List.of(
                new Row("size", "large", List.of(small, YES)),
                new Row("size", "huge", List.of(small, small)),
                new Row("servers", "", List.of(new Cell(Support.yes(), "up to 5"), YES))));
    assertThat(matrix.lines())
        .containsExactly(
            "                  one      other",
            "  size     large  no [1]   yes",
            "           huge   no [1]   no [2]",
            "  servers         up to 5  yes",
            "",
            "  [1] one, size large, huge: too small",
            "  [2] other, size huge: too small");
  }

  @Test
  void aTableThatIsTooWideGoesOnBelow() {
    List<String> columns = IntStream.range(0, 12).mapToObj(c -> "engine-number-" + c).toList();
    Matrix matrix =
        new Matrix(
            columns, List.of(new Row("driver", "", columns.stream().map(c -> YES).toList())));
    List<String> lines = matrix.lines();
    assertThat(lines).allMatch(line -> line.length() <= Wrapping.COLUMNS);
    assertThat(lines).filteredOn(line -> line.startsWith("  driver")).hasSize(3);
    assertThat(String.join(" ", lines)).containsSubsequence(columns);
  }

  @Test
  void aLongReasonIsWrapped() {
    String reason = "because " + "of this and that ".repeat(20).strip();
    Matrix matrix =
        new Matrix(List.of("c"), List.of(new Row("r", "", List.of(Cell.of(Support.no(reason))))));
    assertThat(matrix.lines()).allMatch(line -> line.length() <= Wrapping.COLUMNS);
    assertThat(String.join(" ", matrix.lines()).replaceAll("\\s+", " ")).contains(reason);
  }
}
