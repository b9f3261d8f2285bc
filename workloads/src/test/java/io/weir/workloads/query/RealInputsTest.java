/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.ExpectedRow;
import io.weir.spi.OpenWorkload;
import io.weir.spi.StreamSpec;
import io.weir.spi.WorkloadRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Oracles against {@link BruteForce}, on what the workloads themselves make. */
class RealInputsTest {
  @TempDir Path directory;

  static List<Asked> queries() {
    List<Asked> queries = new ArrayList<>();
    for (Asked asked : Asked.all()) {
      // Few users and products, whom the shop announces before there are orders.
      queries.add(
          asked.workload().equals("shop")
              ? asked.with("users", "50", "products", "10", "open-orders", "5")
              : asked);
      if (asked.of().options().stream().anyMatch(o -> o.name().equals("encoding"))) {
        queries.add(asked.with("encoding", "avro"));
      }
    }
    return queries;
  }

  @ParameterizedTest
  @MethodSource("queries")
  void saysWhatTheDefinitionSays(Asked asked) throws Exception {
    boolean slow = asked.query().name().equals("q4");
    List<Rec> records = make(asked, slow ? 400 : 4000, slow ? 10 : 60);
    List<ExpectedRow> right = BruteForce.answer(asked.query().name(), asked.columns(), records);
    assertThat(right).isNotEmpty();
    Oracles.assertSame(right, Oracles.ask(asked.query(), asked.settings(), records));
    Oracles.assertSame(
        right, Oracles.askShuffled(asked.query(), asked.settings(), records, new Random(1)));
  }

  /** Those of so many records that are the query's input, and ticks among them. */
  private List<Rec> make(Asked asked, int records, double rateHz) throws Exception {
    List<Rec> made = new ArrayList<>();
    try (OpenWorkload open =
        asked.of().open(new WorkloadRequest(asked.settings(), 42, directory))) {
      EventSource source = open.newSource();
      EventSource ticks = open.newSource();
      Event event = new Event();
      for (int i = 0; i < records; i++) {
        long intendedNs = (long) (i * 1e9 / rateHz);
        source.fill(i, i % 7, i / 7, intendedNs, event);
        add(asked, open, event, intendedNs, made);
        if (i % 100 == 0) {
          for (int stream = 0; stream < open.streams().size(); stream++) {
            ticks.tick(stream, i + 1, intendedNs, 0, event);
            event.stream = stream;
            add(asked, open, event, Long.MAX_VALUE, made);
          }
        }
      }
    }
    return made;
  }

  private static void add(
      Asked asked, OpenWorkload open, Event event, long intendedNs, List<Rec> to) {
    StreamSpec stream = open.streams().get(event.stream);
    int input = asked.query().inputs().indexOf(stream.name());
    if (input >= 0) {
      to.add(Rec.read(input, stream.schema().orElseThrow(), stream.encoding(), intendedNs, event));
    }
  }
}
