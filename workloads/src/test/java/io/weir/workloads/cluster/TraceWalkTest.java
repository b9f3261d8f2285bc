/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import static io.weir.workloads.cluster.TraceDirectory.job;
import static io.weir.workloads.cluster.TraceDirectory.task;
import static io.weir.workloads.cluster.TraceTable.JOB_EVENTS;
import static io.weir.workloads.cluster.TraceTable.TASK_EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceWalkTest {
  @TempDir Path directory;

  /** A row by what tells it from all others: the job's number is given out in sequence. */
  private record Seen(long timeUs, long jobId) {}

  /** Few different times, so that there are many ties; parts overlap, some are empty. */
  @Provide
  Arbitrary<List<List<List<Long>>>> tables() {
    return Arbitraries.longs()
        .between(0, 30)
        .list()
        .ofMaxSize(25)
        .map(times -> times.stream().sorted().toList())
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .list()
        .ofSize(2)
        .filter(t -> t.stream().flatMap(List::stream).anyMatch(part -> !part.isEmpty()));
  }

  @Property(tries = 150)
  void walksAsASortOfAllRowsWould(@ForAll("tables") List<List<List<Long>>> times)
      throws IOException {
    Path here = Files.createTempDirectory("weir-walk");
    try {
      TraceDirectory trace = new TraceDirectory(here);
      List<Seen> all = new ArrayList<>();
      for (TraceTable table : TraceTable.values()) {
        List<List<String>> parts = new ArrayList<>();
        for (List<Long> part : times.get(table.ordinal())) {
          List<String> lines = new ArrayList<>();
          for (long timeUs : part) {
            all.add(new Seen(timeUs, all.size()));
            lines.add(
                table == JOB_EVENTS
                    ? job(timeUs, all.size() - 1)
                    : task(timeUs, all.size() - 1, 0));
          }
          parts.add(lines);
        }
        trace.with(table, parts);
      }
      // By table, file and line already, and the sort is stable.
      all.sort(Comparator.comparingLong(Seen::timeUs));
      assertThat(walk(here, new BadRows())).isEqualTo(all);
    } finally {
      delete(here);
    }
  }

  @Test
  void rowsOfOneTimeComeByTableThenFileThenLine() {
    new TraceDirectory(directory)
        .with(TASK_EVENTS, List.of(List.of(task(5, 1, 0), task(5, 2, 0)), List.of(task(5, 3, 0))))
        .with(JOB_EVENTS, List.of(List.of(job(5, 4)), List.of(job(5, 5), job(5, 6))));
    assertThat(walk(directory, new BadRows()))
        .extracting(Seen::jobId)
        .containsExactly(4L, 5L, 6L, 1L, 2L, 3L);
  }

  @Test
  void opensAFileOnlyWhenItsFirstRowIsDue() {
    List<List<String>> jobs =
        IntStream.range(0, 60)
            .mapToObj(p -> List.of(job(10L * p, p), job(10L * p + 10, p)))
            .toList();
    List<List<String>> tasks =
        IntStream.range(0, 60)
            .mapToObj(p -> List.of(task(10L * p + 3, p, 0), task(10L * p + 9, p, 0)))
            .toList();
    new TraceDirectory(directory).with(JOB_EVENTS, jobs).with(TASK_EVENTS, tasks);
    try (TraceWalk walk = new TraceWalk(TraceFiles.in(directory), new BadRows(), true)) {
      int rows = 0;
      while (walk.next()) {
        rows++;
      }
      assertThat(rows).isEqualTo(240);
      // A part of jobs and one of tasks, or two parts of jobs that meet in one time.
      assertThat(walk.mostOpen()).isEqualTo(2);
    }
  }

  @Test
  void namesFileAndLineThatIsOutOfOrder() {
    new TraceDirectory(directory)
        .with(JOB_EVENTS, List.of(List.of(job(1, 1))))
        .with(
            TASK_EVENTS,
            List.of(
                List.of(task(1, 1, 0)),
                List.of(task(7, 1, 0), "bad", task(9, 2, 0), task(8, 3, 0))));
    assertThatThrownBy(() -> walk(directory, new BadRows()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("task_events/part-00001-of-00500.csv")
        .hasMessageContaining("line 4 has time 8 after 9");
  }

  @Test
  void countsBadRowsAndSaysWhereTheyAre() {
    String good = task(10, 1, 2);
    new TraceDirectory(directory)
        .with(JOB_EVENTS, List.of(List.of("time,job", job(10, 1), job(10, 1) + ",9", "")))
        .with(
            TASK_EVENTS,
            List.of(
                List.of(),
                List.of(
                    good,
                    good.replace("10,,1,2", "10,,,2"),
                    good.replace("0.25", "a quarter"),
                    good.replace(",9,", ",99999999999,"),
                    good.replace("10,", "-1,"),
                    good.replace("e-05,0", "e-05,2"))));
    BadRows bad = new BadRows();
    assertThat(walk(directory, bad)).containsExactly(new Seen(10, 1), new Seen(10, 1));
    assertThat(bad.count()).isEqualTo(8);
    assertThat(bad.first(100))
        .extracting(BadRows.BadRow::told)
        .containsExactlyInAnyOrder(
            "job_events/part-00000-of-00500.csv.gz:1 2 columns instead of 8",
            "job_events/part-00000-of-00500.csv.gz:3 9 columns instead of 8",
            "job_events/part-00000-of-00500.csv.gz:4 1 column instead of 8",
            "task_events/part-00001-of-00500.csv:2 column 3 (job ID) is empty",
            "task_events/part-00001-of-00500.csv:3 column 10 (CPU request) is no decimal number"
                + " from 0 up, of 2^53 at most without its point, 18 digits behind",
            "task_events/part-00001-of-00500.csv:4 column 9 (priority) is no whole number of 32"
                + " bits",
            "task_events/part-00001-of-00500.csv:5 column 1 (time) is no time in µs",
            "task_events/part-00001-of-00500.csv:6 column 13 (different machines restriction) is"
                + " no 0 or 1");
  }

  /** A row's number is its reason's line. */
  private static List<String> badRequests(Path directory, List<String> requests) {
    new TraceDirectory(directory)
        .with(JOB_EVENTS, List.of(List.of(job(1, 1))))
        .with(
            TASK_EVENTS,
            List.of(requests.stream().map(r -> task(1, 1, 0).replace("0.25", r)).toList()));
    BadRows bad = new BadRows();
    walk(directory, bad);
    return bad.first(100).stream().map(row -> requests.get((int) row.line() - 1)).toList();
  }

  @Test
  void takesNoRequestBelowZero() {
    assertThat(badRequests(directory, List.of("0", "-0.25", "-1e-9", "-0", "0.0")))
        .containsExactly("-0.25", "-1e-9", "-0");
  }

  @Test
  void takesRequestsThatADoubleHoldsWithoutTheirPoint() {
    List<String> good =
        List.of(
            "9007199254740992",
            "0.9007199254740992",
            "90071992547409.92000",
            "0.500000000000000000000000000000",
            "0.000000000000000001",
            "1e-18",
            "100000000000000000000000e-23",
            "00000000000000000000001.5",
            "0e-999",
            "5.e+0",
            ".5E0");
    List<String> bad =
        List.of(
            "9007199254740993",
            "0.9007199254740993",
            "1e16",
            "0.0000000000000000001",
            "1e-19",
            "1e-0018",
            "1.2.3",
            ".",
            "+1");
    List<String> all = new ArrayList<>(good);
    all.addAll(bad);
    assertThat(badRequests(directory, all)).isEqualTo(bad);
  }

  @Test
  void takesJobsNumbersThatAreWrittenInTheOneWay() {
    String wrong =
        " column 3 (job ID) is no whole number of 63 bits without sign and leading zeros";
    List<String> lines =
        Stream.of("0", "7", "007", "9223372036854775807", "-7", "-0", "+7", "00", "-1")
            .map(id -> job(1, 5).replace(",5,", "," + id + ","))
            .toList();
    new TraceDirectory(directory)
        .with(JOB_EVENTS, List.of(lines))
        .with(TASK_EVENTS, List.of(List.of()));
    BadRows bad = new BadRows();
    assertThat(walk(directory, bad))
        .extracting(Seen::jobId)
        .containsExactly(0L, 7L, Long.MAX_VALUE);
    assertThat(bad.first(9))
        .extracting(BadRows.BadRow::line)
        .containsExactly(3L, 5L, 6L, 7L, 8L, 9L);
    assertThat(bad.first(9)).allSatisfy(row -> assertThat(row.told()).endsWith(wrong));
  }

  @Test
  void countsTheRowsOfAFileThatHasNoGoodOne() {
    new TraceDirectory(directory)
        .with(JOB_EVENTS, List.of(List.of("a", "b"), List.of(job(3, 3))))
        .with(TASK_EVENTS, List.of(List.of()));
    BadRows bad = new BadRows();
    assertThat(walk(directory, bad)).containsExactly(new Seen(3, 3));
    assertThat(bad.count()).isEqualTo(2);
  }

  @Test
  void countsABadRowOnceHoweverManyWalksMeetIt() {
    new TraceDirectory(directory)
        .with(JOB_EVENTS, List.of(List.of("a", job(3, 3), "b", job(4, 4), "c")))
        .with(TASK_EVENTS, List.of(List.of()));
    BadRows bad = new BadRows();
    TraceFiles files = TraceFiles.in(directory);
    try (TraceWalk one = new TraceWalk(files, bad, true);
        TraceWalk two = new TraceWalk(files, bad, true)) {
      for (int row = 0; row < 3; row++) {
        boolean first = one.next();
        assertThat(two.next()).isEqualTo(first);
      }
    }
    assertThat(bad.first(9)).extracting(BadRows.BadRow::line).containsExactly(1L, 3L, 5L);
  }

  @Test
  void readsLinesHoweverTheyEnd() {
    TraceDirectory trace = new TraceDirectory(directory);
    trace.write(JOB_EVENTS, 0, false, job(1, 1) + "\r\n" + job(2, 2) + "\r\n" + job(3, 3));
    trace.write(TASK_EVENTS, 0, true, task(4, 4, 0));
    BadRows bad = new BadRows();
    assertThat(walk(directory, bad)).extracting(Seen::jobId).containsExactly(1L, 2L, 3L, 4L);
    assertThat(bad.count()).isZero();
  }

  @Test
  void passesOverALineThatIsTooLong() {
    String longer = "1,,1,0," + "u".repeat(3 * TracePart.MOST_LINE) + ",1,name,logical";
    new TraceDirectory(directory)
        .with(JOB_EVENTS, List.of(List.of(job(1, 1), longer, job(2, 2))))
        .with(TASK_EVENTS, List.of(List.of()));
    BadRows bad = new BadRows();
    assertThat(walk(directory, bad)).extracting(Seen::jobId).containsExactly(1L, 2L);
    assertThat(bad.first(1).get(0).told()).endsWith(":2 longer than 65536 bytes");
  }

  @Test
  void readsLinesAcrossTheEndOfItsBuffer() {
    List<String> lines = IntStream.range(0, 20_000).mapToObj(i -> job(i, i)).toList();
    new TraceDirectory(directory)
        .with(JOB_EVENTS, List.of(lines))
        .with(TASK_EVENTS, List.of(List.of()));
    BadRows bad = new BadRows();
    assertThat(walk(directory, bad))
        .isEqualTo(IntStream.range(0, 20_000).mapToObj(i -> new Seen(i, i)).toList());
    assertThat(bad.count()).isZero();
  }

  @Test
  void namesAFileThatIsDamagedInItsMiddle() throws IOException {
    TraceDirectory trace = new TraceDirectory(directory);
    trace.write(JOB_EVENTS, 0, false, job(0, 1));
    List<String> lines =
        IntStream.range(0, 30_000).mapToObj(i -> task(i, 31L * i * i % 1_000_003, i)).toList();
    Path file = trace.write(TASK_EVENTS, 0, true, String.join("\n", lines));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> walk(directory, new BadRows()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("task_events/part-00000-of-00500.csv.gz")
        .hasMessageMatching("(?s).*behind line [1-9]\\d{3,}.*");

    bytes[bytes.length / 2] ^= 0x55;
    bytes[bytes.length / 2 + 1] ^= 0x55;
    Files.write(file, bytes);
    assertThatThrownBy(() -> walk(directory, new BadRows()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("task_events/part-00000-of-00500.csv.gz");
  }

  private static List<Seen> walk(Path directory, BadRows bad) {
    List<Seen> seen = new ArrayList<>();
    try (TraceWalk walk = new TraceWalk(TraceFiles.in(directory), bad, true)) {
      while (walk.next()) {
        seen.add(new Seen(walk.row().timeUs(), walk.row().jobId()));
      }
    }
    return seen;
  }

  private static void delete(Path directory) throws IOException {
    try (var all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
