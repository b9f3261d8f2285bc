/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Schema.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Oracles against {@link BruteForce}, on small inputs full of ties, of records that are there twice
 * and of bounds of windows.
 */
class OraclesProperties {
  @Provide
  Arbitrary<Asked> queries() {
    return Arbitraries.of(Asked.all());
  }

  @Property(tries = 1500)
  void saysWhatTheDefinitionSaysWhateverTheOrderAndTheWatermarks(
      @ForAll("queries") Asked asked, @ForAll long seed, @ForAll @IntRange(max = 60) int n) {
    Random random = new Random(seed);
    List<Rec> records = Inputs.records(asked, random, n);
    List<ExpectedRow> right = BruteForce.answer(asked.query().name(), asked.columns(), records);
    List<ExpectedRow> inOrder = Oracles.ask(asked.query(), asked.settings(), records);
    Oracles.assertSame(right, inOrder);
    for (int i = 0; i < 3; i++) {
      List<ExpectedRow> other =
          Oracles.askShuffled(asked.query(), asked.settings(), records, random);
      // Not merely near: no order may show, not even in the last digit.
      assertEquals(sorted(inOrder), sorted(other));
    }
  }

  @Property(tries = 300)
  void rowsFitTheirSchemaAndKeysTellThemApart(@ForAll("queries") Asked asked, @ForAll long seed) {
    List<Rec> records = Inputs.records(asked, new Random(seed), 60);
    List<ExpectedRow> rows = Oracles.ask(asked.query(), asked.settings(), records);
    List<Field> columns = asked.query().result().columns();
    List<String> key = asked.query().result().key();
    Set<List<Object>> keys = new HashSet<>();
    for (ExpectedRow row : rows) {
      assertEquals(columns.size(), row.row().size());
      List<Object> own = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        Object value = row.row().get(i);
        if (value == null) {
          assertEquals(true, columns.get(i).nullable(), columns.get(i).name());
        } else {
          assertEquals(type(columns.get(i)), value.getClass(), columns.get(i).name());
        }
        if (key.contains(columns.get(i).name())) {
          own.add(value);
        }
      }
      if (!key.isEmpty()) {
        assertEquals(true, keys.add(own), "twice " + own);
      }
    }
  }

  @Property(tries = 30)
  void theInputsAreNotTooPoorForAnyQuery(@ForAll long seed) {
    Random random = new Random(seed);
    for (Asked asked : Asked.all()) {
      int rows = 0;
      for (int i = 0; i < 20; i++) {
        rows +=
            Oracles.ask(asked.query(), asked.settings(), Inputs.records(asked, random, 60)).size();
      }
      assertNotEquals(0, rows, asked::toString);
    }
  }

  private static Class<?> type(Field column) {
    return switch (column.type()) {
      case INT32, INT64 -> Long.class;
      case DOUBLE -> Double.class;
      case STRING, STAMP -> String.class;
      case BOOLEAN -> Boolean.class;
    };
  }

  private static List<String> sorted(List<ExpectedRow> rows) {
    return rows.stream().map(ExpectedRow::toString).sorted().toList();
  }
}
