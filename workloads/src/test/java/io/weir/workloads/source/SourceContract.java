/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.Encoding;
import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.Mix;
import io.weir.spi.Schema;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Workload;
import io.weir.workloads.encoding.RecordReader;
import io.weir.workloads.source.Walk.Made;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every workload here: each one's test extends this. */
public abstract class SourceContract {
  /** Enough for every kind of record to come. */
  protected static final int RECORDS = 4_000;

  protected static final double RATE_HZ = 1_000;

  /** The workload. */
  protected abstract Workload workload();

  /** Settings that differ in what a source does; the defaults among them. */
  protected abstract List<Settings> variants();

  @Provide
  Arbitrary<Settings> settings() {
    return Arbitraries.of(variants());
  }

  @Example
  void itIsFoundAsAService() {
    assertThat(ServiceLoader.load(Workload.class).stream())
        .anyMatch(found -> found.type() == workload().getClass());
  }

  @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
  void anyShareOfTheIndicesIsAsInTheWholeWalk(
      @ForAll("settings") Settings settings,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int oneOf) {
    Walk walk = new Walk(workload(), settings, seed, RECORDS, RATE_HZ);
    List<Made> whole = walk.make();
    List<Made> share = walk.make(i -> Math.floorMod(Mix.of(seed, i), oneOf) == 0);
    assertThat(share)
        .isEqualTo(
            whole.stream()
                .filter(m -> Math.floorMod(Mix.of(seed, m.index()), oneOf) == 0)
                .toList());
    assertThat(new Walk(workload(), settings, seed, RECORDS, RATE_HZ).make()).isEqualTo(whole);
  }

  @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
  void anotherSeedMakesOtherRecords(@ForAll("settings") Settings settings, @ForAll long seed) {
    List<Made> one = new Walk(workload(), settings, seed, RECORDS, RATE_HZ).make();
    List<Made> other = new Walk(workload(), settings, seed + 1, RECORDS, RATE_HZ).make();
    long same = IntStream.range(0, RECORDS).filter(i -> one.get(i).equals(other.get(i))).count();
    assertThat(same).isLessThan(RECORDS / 4);
  }

  @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
  void recordsFitTheirSchemaAndTime(@ForAll("settings") Settings settings, @ForAll long seed) {
    Walk walk = new Walk(workload(), settings, seed, RECORDS, RATE_HZ);
    Map<String, String> keys = new HashMap<>();
    for (Made made : walk.make()) {
      RecordReader read = walk.read(made);
      assertThat(read.isTick()).isFalse();
      assertThat(read.eventMs()).isEqualTo(Walk.eventMs(made));
      assertThat(made.key()).isNotEmpty();
      assertThat(keys.computeIfAbsent(made.stream() + " " + made.keyIndex(), k -> made.key() + ""))
          .as("key of one number")
          .isEqualTo(made.key());
    }
    assertThat(keys.values().stream().distinct().count()).isGreaterThan(1);
  }

  @Example
  void avroHoldsWhatJsonHolds() {
    if (workload().options().stream().noneMatch(option -> option.name().equals("encoding"))) {
      return;
    }
    Walk json = new Walk(workload(), Bound.settings(workload()), 77, RECORDS, RATE_HZ);
    Walk avro =
        new Walk(workload(), Bound.settings(workload(), "encoding", "avro"), 77, RECORDS, RATE_HZ);
    List<Made> texts = json.make();
    List<Made> binaries = avro.make();
    for (int i = 0; i < RECORDS; i++) {
      Made text = texts.get(i);
      Made binary = binaries.get(i);
      assertThat(binary.key()).isEqualTo(text.key());
      assertThat(binary.stream()).isEqualTo(text.stream());
      Schema schema = json.open().streams().get(text.stream()).schema().orElseThrow();
      for (Schema.Field field : schema.fields().subList(1, schema.fields().size())) {
        assertThat(avro.value(binary, field.name())).isEqualTo(json.value(text, field.name()));
      }
    }
  }

  @Example
  void streamsAreTheSameBeforeAndAfterOpening() {
    for (Settings settings : variants()) {
      assertThat(new Walk(workload(), settings, 1, 0, RATE_HZ).open().streams())
          .isEqualTo(workload().streams(settings));
    }
  }

  @Example
  void ticksAreRecordsOfTheirStreamWithoutAKey() {
    for (Settings settings : variants()) {
      EventSource source = new Walk(workload(), settings, 5, 0, RATE_HZ).open().newSource();
      List<StreamSpec> streams = workload().streams(settings);
      Event event = new Event();
      for (int stream = 0; stream < streams.size(); stream++) {
        event.key = new byte[1];
        source.tick(stream, 7_000_000, 1_234_567_890, 500, event);
        Encoding encoding = streams.get(stream).encoding();
        RecordReader reader = RecordReader.of(streams.get(stream).schema().orElseThrow(), encoding);
        reader.read(ByteBuffer.wrap(event.payload, 0, event.length));
        assertThat(reader.isTick()).isTrue();
        assertThat(reader.eventMs()).isEqualTo(Schema.FIRST_EVENT_MS + 1_234 + 500);
        assertThat(event.stream).isEqualTo(stream);
        assertThat(event.key).isNull();
        assertThat(event.keyIndex).isEqualTo(-1);
      }
    }
  }
}
