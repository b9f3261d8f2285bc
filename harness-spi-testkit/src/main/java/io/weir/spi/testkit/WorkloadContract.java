/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.ConfigValue;
import io.weir.spi.Encoding;
import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.OpenWorkload;
import io.weir.spi.OptionSpec;
import io.weir.spi.Query;
import io.weir.spi.ResultSchema;
import io.weir.spi.Schema;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Timetable;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every workload promises, as tests that need no broker. A workload that passes can be
 * published, and two runs of one seed publish the same.
 *
 * <p>A workload's test extends this class and says which it is ({@link #workload}) and, if it has
 * options, with which settings it is to be tried ({@link #variants}).
 */
public abstract class WorkloadContract {
  private static final long SEED = 42;
  private static final int RECORDS = 3_000;

  /** As at 1,000 records a second. */
  private static final long INTERVAL_NS = 1_000_000;

  /** Given by JUnit before each test. */
  @TempDir private Path directory = Path.of("");

  /** The workload under test. */
  protected abstract Workload workload();

  /** Options to try beside the defaults: each a map of option to value, as the harness binds it. */
  protected List<Map<String, String>> variants() {
    return List.of();
  }

  /** One record as it was made; its payload with a character for each byte. */
  private record Made(int stream, int partition, String key, long keyIndex, String payload) {
    byte[] bytes() {
      return payload.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void theServiceLoaderFindsTheWorkload() {
    assertThat(ServiceLoader.load(Workload.class))
        .anyMatch(found -> found.getClass().equals(workload().getClass()));
  }

  @Test
  void factsAskedForBeforeAnythingStartsAreComplete() {
    Workload workload = workload();
    assertThat(workload.name()).matches("[a-z][a-z0-9-]*");
    assertThat(workload.description()).isNotBlank().doesNotContain("\n");
    assertThat(workload.options()).extracting(OptionSpec::name).doesNotHaveDuplicates();
    assertThat(workload.options()).allSatisfy(o -> assertThat(o.help()).isNotBlank());
  }

  @TestFactory
  Stream<DynamicTest> streamsAreNamedAndHaveSchemas() {
    return each(
        settings -> {
          List<StreamSpec> streams = workload().streams(settings);
          assertThat(streams).isNotEmpty();
          assertThat(streams).extracting(StreamSpec::name).doesNotHaveDuplicates();
          assertThat(streams)
              .extracting(StreamSpec::partitions)
              .containsOnly(streams.get(0).partitions());
          assertThat(streams)
              .allSatisfy(stream -> assertThat(stream.name()).matches("[a-z][a-z0-9-]*"));
          assertThat(streams.stream().flatMap(s -> s.schema().stream()).map(Schema::name))
              .doesNotHaveDuplicates()
              .allMatch(name -> name.matches("[a-z][a-z0-9_]*"));
          try (OpenWorkload open = open(settings, SEED)) {
            assertThat(open.streams()).isEqualTo(streams);
            assertThat(open.timetable().isPresent()).isEqualTo(workload().ownTimes(settings));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> oneSeedMakesTheSameRecordsWhicheverOthersAreMade() {
    return each(
        settings -> {
          try (OpenWorkload first = open(settings, SEED);
              OpenWorkload second = open(settings, SEED)) {
            List<Made> whole = made(first, 0, 1);
            for (int share = 0; share < 3; share++) {
              List<Made> third = made(second, share, 3);
              for (int i = 0; i < third.size(); i++) {
                Made expected = whole.get(share + 3 * i);
                assertThat(third.get(i))
                    .as("record %d: %s, %s", share + 3 * i, third.get(i), expected)
                    .isEqualTo(expected);
              }
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> everyRecordHasRoomForItsStampAndGoesToAStreamAndPartitionThatIsThere() {
    return each(
        settings -> {
          try (OpenWorkload open = open(settings, SEED)) {
            List<StreamSpec> streams = open.streams();
            Map<Long, String> keys = new HashMap<>();
            for (Made record : made(open, 0, 1)) {
              assertThat(record.stream()).isBetween(0, streams.size() - 1);
              StreamSpec stream = streams.get(record.stream());
              assertThat(record.partition())
                  .isBetween(-1, stream.partitions().orElse(Integer.MAX_VALUE) - 1);
              assertStamped(stream.encoding(), record.bytes());
              if (record.keyIndex() >= 0) {
                assertThat(record.key()).isNotEmpty();
                // Of one stream, equal numbers stand for equal keys.
                String key = stream.name() + "/" + record.key();
                assertThat(
                        keys.merge(
                            record.keyIndex() * streams.size() + record.stream(), key, (a, b) -> a))
                    .isEqualTo(key);
              }
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> eventTimesFollowTheScheduleUnlessTheWorkloadHasItsOwn() {
    return each(
        settings -> {
          try (OpenWorkload open = open(settings, SEED)) {
            if (workload().ownEventTimes(settings)) {
              return;
            }
            List<StreamSpec> streams = open.streams();
            List<Long> offsets = offsets(open);
            List<Made> all = made(open, 0, 1);
            for (int i = 0; i < all.size(); i++) {
              StreamSpec stream = streams.get(all.get(i).stream());
              if (stream.timed()) {
                assertThat(stream.encoding().eventMs(ByteBuffer.wrap(all.get(i).bytes())))
                    .as("event time of record %d", i)
                    .isEqualTo(Schema.eventMs(offsets.get(i)));
              }
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> ticksOfTimedStreamsSayThatTheyAreTicks() {
    return each(
        settings -> {
          try (OpenWorkload open = open(settings, SEED)) {
            EventSource source = open.newSource();
            Event event = new Event();
            List<StreamSpec> streams = open.streams();
            for (int s = 0; s < streams.size(); s++) {
              if (!streams.get(s).timed()) {
                continue;
              }
              source.tick(s, 0, 0, 0, event);
              byte[] early = Arrays.copyOf(event.payload, event.length);
              assertStamped(streams.get(s).encoding(), early);
              source.tick(s, 0, 0, 60_000, event);
              byte[] ahead = Arrays.copyOf(event.payload, event.length);
              assertThat(ahead).as("a closing tick is ahead").isNotEqualTo(early);
              if (streams.get(s).encoding() == Encoding.JSON) {
                assertThat(new String(early, StandardCharsets.UTF_8)).contains("\"tick\":true");
              }
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> ownTimesAreTheSameInEveryWalkAndNeverGoBack() {
    return each(
        settings -> {
          try (OpenWorkload open = open(settings, SEED)) {
            if (open.timetable().isEmpty()) {
              return;
            }
            List<Long> large = offsets(open.timetable().get(), 1_024);
            assertThat(offsets(open.timetable().get(), 7)).isEqualTo(large);
            assertThat(large).isSorted();
            assertThat(large.get(0)).isNotNegative();
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> queriesNameStreamsColumnsAndTexts() {
    return workload().queries().stream()
        .map(
            query ->
                DynamicTest.dynamicTest(
                    query.name(),
                    () -> {
                      Settings settings = BoundDefaults.settings(workload().options());
                      Set<String> streams = new HashSet<>();
                      workload().streams(settings).forEach(s -> streams.add(s.name()));
                      check(query, settings, streams);
                    }));
  }

  private static void check(Query query, Settings settings, Set<String> streams) {
    assertThat(query.name()).matches("[a-z][a-z0-9-]*");
    assertThat(query.description()).isNotBlank().doesNotContain("\n");
    assertThat(query.inputs()).isNotEmpty().isSubsetOf(streams);
    assertThat(query.window().isNegative()).isFalse();
    if (query.window().isZero()) {
      assertThat(query.slide()).isZero();
    } else {
      assertThat(query.slide()).isPositive().isLessThanOrEqualTo(query.window());
    }
    ResultSchema result = query.result();
    assertThat(result.columns()).isNotEmpty();
    for (String dialect : query.dialects()) {
      assertThat(query.text(dialect))
          .as(dialect)
          .hasValueSatisfying(t -> assertThat(t).isNotBlank());
      assertThat(query.reason(dialect)).as(dialect).isEmpty();
    }
    assertThat(query.text("no-such-dialect")).isEmpty();
    List<Object> rows = new ArrayList<>();
    query.oracle(settings).finish(rows::add);
    assertThat(query.oracle(settings)).isNotSameAs(query.oracle(settings));
  }

  private interface Check {
    void with(Settings settings);
  }

  private Stream<DynamicTest> each(Check check) {
    List<OptionSpec> options = workload().options();
    Settings defaults = BoundDefaults.settings(options);
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(DynamicTest.dynamicTest("as it comes", () -> check.with(defaults)));
    for (Map<String, String> variant : variants()) {
      Map<String, ConfigValue> all = new HashMap<>(defaults.options());
      variant.forEach((name, value) -> all.put(name, ConfigValue.plain(value)));
      tests.add(
          DynamicTest.dynamicTest(
              variant.toString(), () -> check.with(new Settings(all, Map.of()))));
    }
    return tests.stream();
  }

  private OpenWorkload open(Settings settings, long seed) {
    return workload().open(new WorkloadRequest(settings, seed, directory));
  }

  /** Every so manieth record of the first, as one of several publishers would have them. */
  private static List<Made> made(OpenWorkload open, int first, int step) {
    EventSource source = open.newSource();
    List<Long> offsets = offsets(open);
    Event event = new Event();
    List<Made> made = new ArrayList<>();
    for (int i = first; i < RECORDS; i += step) {
      source.fill(i, first, made.size(), offsets.get(i), event);
      byte[] key = event.key;
      made.add(
          new Made(
              event.stream,
              event.partition,
              key == null ? "" : new String(key, StandardCharsets.UTF_8),
              event.keyIndex,
              new String(event.payload, 0, event.length, StandardCharsets.ISO_8859_1)));
    }
    return made;
  }

  private static List<Long> offsets(OpenWorkload open) {
    return open.timetable()
        .map(times -> offsets(times, 512))
        .orElseGet(() -> IntStream.range(0, RECORDS).mapToObj(i -> i * INTERVAL_NS).toList());
  }

  private static List<Long> offsets(Timetable times, int chunk) {
    List<Long> all = new ArrayList<>();
    long[] some = new long[chunk];
    while (all.size() < RECORDS) {
      int n = times.next(some);
      assertThat(n).as("times go on for ever").isBetween(1, chunk);
      for (int i = 0; i < n; i++) {
        all.add(some[i]);
      }
    }
    return List.copyOf(all.subList(0, RECORDS));
  }

  private static void assertStamped(Encoding encoding, byte[] payload) {
    byte[] stamped = payload.clone();
    encoding.stamp(stamped, 7, 1, 2, 3);
    ByteBuffer record = ByteBuffer.wrap(stamped);
    assertThat(encoding.hasStamp(record)).isTrue();
    assertThat(encoding.runTag(record)).isEqualTo(7);
    assertThat(encoding.intendedNs(record)).isEqualTo(3);
    if (encoding == Encoding.AVRO) {
      assertThat(payload[0]).as("the length of the stamp, as Avro writes 24").isEqualTo((byte) 48);
    }
  }
}
