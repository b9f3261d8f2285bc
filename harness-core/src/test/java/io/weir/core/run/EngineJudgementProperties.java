/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.experiment.EngineSpec;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LatencyTotals;
import io.weir.core.measure.Origin;
import io.weir.core.measure.PhaseWindow;
import io.weir.core.measure.ResultLog;
import io.weir.core.results.EngineOutcome;
import io.weir.core.results.RunDirectory;
import io.weir.spi.Encoding;
import io.weir.spi.Guarantee;
import io.weir.spi.RowFormat;
import io.weir.spi.Schema;
import io.weir.spi.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * A made-up engine answers a small query, with faults put into its answers on purpose; all of them
 * must be found, and nothing else, and the latencies must be those that it was given.
 */
class EngineJudgementProperties {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;
  private static final long WINDOW_START_MS = 1_000;
  private static final long WINDOW_END_MS = 5_000;
  private static final long RUN_MS = 6_500;
  private static final long DELAY_MS = 100;
  private static final long CLOSING = 999;

  private record Sent(long intendedNs, long toy) {
    long eventMs() {
      return Schema.eventMs(intendedNs);
    }

    long windowMs() {
      return eventMs() / ToyCounts.WINDOW_MS * ToyCounts.WINDOW_MS;
    }
  }

  private record Group(long startMs, long toy) {}

  /** A row that the engine writes, when the run is so old. */
  private record Written(long atNs, long startMs, long toy, long n) {}

  /** What a case put in, counted. */
  private static final class Truth {
    private long judged;
    private long right;
    private long missing;
    private long wrong;
    private long extra;
    private long duplicate;
    private long rightInWindow;
    private final List<Long> engineNs = new ArrayList<>();
    private final List<Long> emissionNs = new ArrayList<>();
    private final Map<Long, Long> rightBySecond = new TreeMap<>();
  }

  @Property(tries = 300)
  void findsEveryFaultAndTimesWhatIsRight(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int partitions,
      @ForAll @IntRange(min = 1, max = 300) int records,
      @ForAll boolean someLate,
      @ForAll boolean debezium,
      @ForAll Guarantee guarantee)
      throws Exception {
    Random random = new Random(seed);
    List<List<Sent>> topic = topic(random, partitions, records, someLate);
    Set<Long> lateWindows = new HashSet<>();
    Map<Group, List<Sent>> inTime = new HashMap<>();
    List<Sent> late = new ArrayList<>();
    for (List<Sent> partition : topic) {
      long latestMs = Long.MIN_VALUE;
      for (Sent each : partition) {
        if (latestMs != Long.MIN_VALUE && each.eventMs() < latestMs - DELAY_MS) {
          lateWindows.add(each.windowMs());
          late.add(each);
        } else {
          inTime
              .computeIfAbsent(new Group(each.windowMs(), each.toy()), g -> new ArrayList<>())
              .add(each);
        }
        latestMs = Math.max(latestMs, each.eventMs());
      }
    }
    Truth truth = new Truth();
    List<Written> written = written(random, inTime, lateWindows, late, truth);

    RowFormat format = debezium ? RowFormat.DEBEZIUM : RowFormat.PLAIN;
    Path parent = Files.createTempDirectory("judgement");
    RunDirectory directory = new RunDirectory(parent);
    ResultLog log = new ResultLog(directory.passing("results"), random.nextInt(2_000), 256);
    try (EngineJudgement judgement = judgement(directory, log, guarantee, format)) {
      written.stream()
          .sorted(Comparator.comparingLong(Written::atNs))
          .forEach(row -> log.append(null, bytes(row, format), row.atNs()));
      feed(judgement, topic, random);

      EngineJudgement.Answers answers =
          judgement.judge(1_000 * SECOND, false, Map.of("backlog", Map.of(2L, 5.0)));

      check(answers, truth, guarantee);
      checkLate(answers.outcome().input(), lateWindows, late);
      checkFiles(directory, truth, written.size());
      assertThat(answers.problems()).isEmpty();
    } finally {
      try (Stream<Path> left = Files.list(parent)) {
        assertThat(left.map(file -> file.getFileName().toString()).sorted().toList())
            .isEqualTo(List.of("engine.csv", "engine.hlog"));
      }
      remove(parent);
    }
  }

  private static List<List<Sent>> topic(
      Random random, int partitions, int records, boolean someLate) {
    List<Sent> all = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      all.add(new Sent((long) (random.nextDouble() * RUN_MS * MS), random.nextInt(3)));
    }
    all.sort(Comparator.comparingLong(Sent::intendedNs));
    List<List<Sent>> topic = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      topic.add(new ArrayList<>());
    }
    all.forEach(each -> topic.get(random.nextInt(partitions)).add(each));
    for (List<Sent> partition : topic) {
      if (someLate && partition.size() > 1) {
        int from = random.nextInt(partition.size());
        Collections.rotate(
            partition.subList(from, Math.min(partition.size(), from + 1 + random.nextInt(9))), -1);
      }
    }
    return topic;
  }

  private static boolean measured(long startMs) {
    long fromMs = Schema.FIRST_EVENT_MS + WINDOW_START_MS;
    long untilMs = Schema.FIRST_EVENT_MS + WINDOW_END_MS;
    return startMs >= fromMs && startMs + ToyCounts.WINDOW_MS <= untilMs;
  }

  private static List<Written> written(
      Random random,
      Map<Group, List<Sent>> inTime,
      Set<Long> lateWindows,
      List<Sent> late,
      Truth truth) {
    List<Written> written = new ArrayList<>();
    List<Group> groups = new ArrayList<>(inTime.keySet());
    groups.sort(Comparator.comparingLong(Group::startMs).thenComparingLong(Group::toy));
    boolean cohort =
        Stream.concat(inTime.values().stream().flatMap(List::stream), late.stream())
            .anyMatch(
                s -> s.intendedNs() >= WINDOW_START_MS * MS && s.intendedNs() < WINDOW_END_MS * MS);
    for (Group group : groups) {
      List<Sent> members = inTime.get(group);
      long n = members.size();
      boolean judged = measured(group.startMs()) && !lateWindows.contains(group.startMs());
      if (lateWindows.contains(group.startMs()) && random.nextBoolean()) {
        n += late.stream().filter(s -> s.windowMs() == group.startMs()).count();
      }
      truth.judged += judged ? 1 : 0;
      long anchorNs = members.stream().mapToLong(Sent::intendedNs).max().orElseThrow();
      long dueNs = (group.startMs() + ToyCounts.WINDOW_MS + DELAY_MS - Schema.FIRST_EVENT_MS) * MS;
      long atNs = dueNs + 1 + (long) (random.nextDouble() * 2 * SECOND);
      Written row = new Written(atNs, group.startMs(), group.toy(), n);
      switch (random.nextInt(6)) {
        case 0 -> truth.missing += judged ? 1 : 0;
        case 1 -> {
          truth.wrong += judged ? 1 : 0;
          written.add(new Written(atNs, group.startMs(), group.toy(), n + 100));
        }
        case 2 -> {
          truth.duplicate += judged ? 1 : 0;
          written.add(row);
          written.add(new Written(atNs + 3, group.startMs(), group.toy(), n));
          right(truth, judged, anchorNs, dueNs, atNs);
        }
        default -> {
          written.add(row);
          right(truth, judged, anchorNs, dueNs, atNs);
        }
      }
      if (random.nextInt(8) == 0) {
        // Of a toy that is not there.
        truth.extra += judged && cohort ? 1 : 0;
        written.add(new Written(atNs, group.startMs(), 50 + group.toy(), 1));
      }
    }
    return written;
  }

  private static void right(Truth truth, boolean judged, long anchorNs, long dueNs, long atNs) {
    if (!judged) {
      return;
    }
    truth.right++;
    truth.rightInWindow += atNs >= WINDOW_START_MS * MS && atNs < WINDOW_END_MS * MS ? 1 : 0;
    truth.engineNs.add(atNs - anchorNs);
    truth.emissionNs.add(atNs - dueNs);
    truth.rightBySecond.merge(atNs / SECOND, 1L, Long::sum);
  }

  private static EngineJudgement judgement(
      RunDirectory directory, ResultLog log, Guarantee guarantee, RowFormat format) {
    Origin origin = new Origin();
    origin.set(1_770_000_000_123_000_000L);
    return new EngineJudgement(
        new EngineJudgement.Parts(
            directory,
            new ToyCounts(true),
            Settings.none(),
            new EngineSpec(
                "toy",
                Optional.empty(),
                1,
                List.of(),
                "toy-counts",
                guarantee,
                1,
                Duration.ofSeconds(1),
                Duration.ofMillis(DELAY_MS),
                Optional.empty(),
                Optional.empty()),
            new PhaseWindow(WINDOW_START_MS * MS, WINDOW_END_MS * MS),
            true,
            origin,
            format,
            log));
  }

  private static ByteBuffer bytes(Written row, RowFormat format) {
    String plain =
        "{\"window_start_ms\":"
            + row.startMs()
            + ",\"window_end_ms\":"
            + (row.startMs() + ToyCounts.WINDOW_MS)
            + ",\"toy\":"
            + row.toy()
            + ",\"n\":"
            + row.n()
            + "}";
    String text =
        format == RowFormat.PLAIN
            ? plain
            : "{\"before\":null,\"after\":" + plain + ",\"op\":\"c\"}";
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Partitions are read in any interleaving; ticks stand where they change no watermark. */
  private static void feed(EngineJudgement judgement, List<List<Sent>> topic, Random random) {
    SourceRecords source =
        judgement.records(
            new SourceReading.Source(
                List.of("toys"),
                List.of(Encoding.JSON),
                topic.size(),
                "unused",
                ToyCounts.RUN_TAG,
                OptionalLong.of(CLOSING)));
    int[] next = new int[topic.size()];
    long[] latestNs = new long[topic.size()];
    int left = topic.stream().mapToInt(List::size).sum();
    while (left > 0) {
      int p = random.nextInt(topic.size());
      if (next[p] == topic.get(p).size()) {
        continue;
      }
      Sent each = topic.get(p).get(next[p]++);
      left--;
      latestNs[p] = Math.max(latestNs[p], each.intendedNs());
      put(
          source,
          p,
          ToyCounts.record(false, 0, left, each.intendedNs(), each.eventMs(), each.toy()));
      if (random.nextInt(4) == 0) {
        long atNs = latestNs[p];
        put(source, p, ToyCounts.record(true, -1, 5, atNs, Schema.eventMs(atNs), 0));
      }
    }
    long endNs = RUN_MS * MS;
    for (int p = 0; p < topic.size(); p++) {
      assertThat(source.closed()).isFalse();
      put(source, p, ToyCounts.record(true, -1, CLOSING, endNs, Schema.eventMs(endNs) + 9_999, 0));
    }
    assertThat(source.failure()).isEmpty();
    assertThat(source.closed()).isTrue();
    source.finish();
    judgement.take(source);
  }

  private static void put(SourceRecords source, int partition, ByteBuffer record) {
    source.onRecord(0, partition, null, record, -1, 0);
  }

  private static void check(EngineJudgement.Answers answers, Truth truth, Guarantee guarantee) {
    EngineOutcome outcome = answers.outcome();
    assertThat(outcome.rows().judged()).isEqualTo(truth.judged);
    assertThat(outcome.rows().right()).isEqualTo(truth.right);
    assertThat(outcome.count("missing")).isEqualTo(truth.missing);
    assertThat(outcome.count("wrong")).isEqualTo(truth.wrong);
    assertThat(outcome.count("duplicate")).isEqualTo(truth.duplicate);
    boolean fault =
        truth.missing + truth.wrong > 0
            || outcome.count("extra") > 0
            || (truth.duplicate > 0 && guarantee == Guarantee.EXACTLY_ONCE);
    assertThat(outcome.count("extra")).isEqualTo(truth.extra);
    assertThat(outcome.result())
        .isEqualTo(
            fault
                ? EngineOutcome.Result.WRONG
                : truth.judged == 0
                    ? EngineOutcome.Result.NOTHING_JUDGED
                    : EngineOutcome.Result.RIGHT);
    assertThat(outcome.goodput().outHz()).isEqualTo(truth.rightInWindow / 4.0);
    latencies(answers.latencies(), LatencyMetric.ENGINE_LATENCY, truth.engineNs);
    latencies(answers.latencies(), LatencyMetric.WINDOW_EMISSION_DELAY, truth.emissionNs);
  }

  private static void latencies(
      List<LatencyTotals> found, LatencyMetric metric, List<Long> expected) {
    List<LatencyTotals> of = found.stream().filter(t -> t.series().metric() == metric).toList();
    if (expected.isEmpty()) {
      assertThat(of).isEmpty();
      return;
    }
    assertThat(of).hasSize(1);
    assertThat(of.get(0).count()).isEqualTo(expected.size());
    assertThat(of.get(0).nonPositive()).isZero();
    long sum = expected.stream().mapToLong(ns -> ns).sum();
    long max = expected.stream().mapToLong(ns -> ns).max().orElseThrow();
    double mean = (double) sum / expected.size();
    assertThat(of.get(0).histogram().getMean()).isCloseTo(mean, within(mean / 500 + 1));
    assertThat((double) of.get(0).histogram().getMaxValue())
        .isCloseTo(max, within(max / 500.0 + 1));
  }

  private static void checkLate(EngineOutcome.Input input, Set<Long> lateWindows, List<Sent> late) {
    assertThat(input.lateWindows())
        .isEqualTo(lateWindows.stream().filter(EngineJudgementProperties::counted).count());
    assertThat(input.lateRecords())
        .isEqualTo(late.stream().filter(each -> counted(each.windowMs())).count());
    if (input.lateWindows() > 0) {
      assertThat(input.worstInversionNs()).isGreaterThan(DELAY_MS * MS);
    }
  }

  /** A late record of a measured window is one of the cohort, so that there is a span. */
  private static boolean counted(long startMs) {
    return measured(startMs);
  }

  private static void checkFiles(RunDirectory directory, Truth truth, long received)
      throws IOException {
    List<String> lines = Files.readAllLines(directory.engineCsv());
    assertThat(lines.get(0)).endsWith(",backlog");
    long sumReceived = 0;
    Map<Long, Long> rightBySecond = new TreeMap<>();
    for (int second = 0; second < lines.size() - 1; second++) {
      List<String> fields = Arrays.asList(lines.get(second + 1).split(",", -1));
      assertThat(fields.get(0)).isEqualTo(Integer.toString(second));
      sumReceived += Long.parseLong(fields.get(1));
      if (!fields.get(2).equals("0")) {
        rightBySecond.put((long) second, Long.parseLong(fields.get(2)));
        assertThat(fields.get(5)).isNotEmpty();
        assertThat(fields.get(8)).isNotEmpty();
      }
      assertThat(fields.get(9)).isEqualTo(second == 2 ? "5" : "");
    }
    assertThat(sumReceived).isEqualTo(received);
    assertThat(rightBySecond).isEqualTo(truth.rightBySecond);
  }

  private static void remove(Path parent) throws IOException {
    try (Stream<Path> files = Files.walk(parent)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
