/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.weir.spi.Schema;
import io.weir.spi.SettingException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceGeneratorTest {
  /** Number, content, format, mandatory: of each column as the published schema has it. */
  private static final Map<TraceTable, List<String>> PUBLISHED =
      Map.of(
          TraceTable.JOB_EVENTS,
          List.of(
              "1,time,INTEGER,YES",
              "2,missing info,INTEGER,NO",
              "3,job ID,INTEGER,YES",
              "4,event type,INTEGER,YES",
              "5,user,STRING_HASH,NO",
              "6,scheduling class,INTEGER,NO",
              "7,job name,STRING_HASH,NO",
              "8,logical job name,STRING_HASH,NO"),
          TraceTable.TASK_EVENTS,
          List.of(
              "1,time,INTEGER,YES",
              "2,missing info,INTEGER,NO",
              "3,job ID,INTEGER,YES",
              "4,task index,INTEGER,YES",
              "5,machine ID,INTEGER,NO",
              "6,event type,INTEGER,YES",
              "7,user,STRING_HASH,NO",
              "8,scheduling class,INTEGER,NO",
              "9,priority,INTEGER,YES",
              "10,CPU request,FLOAT,NO",
              "11,memory request,FLOAT,NO",
              "12,disk space request,FLOAT,NO",
              "13,different machines restriction,BOOLEAN,NO"));

  private static final Map<String, Pattern> FORMATS =
      Map.of(
          "INTEGER", Pattern.compile("\\d+"),
          "FLOAT", Pattern.compile("\\d+(\\.\\d+)?(e-\\d+)?"),
          "BOOLEAN", Pattern.compile("[01]"),
          "STRING_HASH", Pattern.compile("[A-Za-z0-9+/]{43}="));

  @TempDir Path directory;

  @Test
  void tablesHaveTheColumnsOfThePublishedSchema() {
    for (TraceTable table : TraceTable.values()) {
      List<String> columns = new ArrayList<>();
      for (TraceTable.Column column : table.columns()) {
        columns.add(
            (columns.size() + 1)
                + ","
                + column.name()
                + ","
                + format(column.type())
                + ","
                + (column.mandatory() ? "YES" : "NO"));
      }
      assertThat(columns).isEqualTo(PUBLISHED.get(table));
    }
  }

  private static String format(Schema.Type type) {
    return switch (type) {
      case INT32, INT64 -> "INTEGER";
      case DOUBLE -> "FLOAT";
      case BOOLEAN -> "BOOLEAN";
      default -> "STRING_HASH";
    };
  }

  @Test
  void filesAreOfThePublishedFormat() throws IOException {
    new TraceGenerator(TraceGenerator.Plan.of(20_000, 5, 4)).write(directory);
    Map<String, Set<Integer>> types = new HashMap<>();
    int rows = 0;
    for (TraceTable table : TraceTable.values()) {
      long lastUs = 0;
      Set<String> values = new HashSet<>();
      for (String name : names(table)) {
        assertThat(name).matches("part-0000[0-4]-of-00005\\.csv\\.gz");
        for (String line : lines(directory.resolve(table.directory()).resolve(name))) {
          rows++;
          String[] fields = line.split(",", -1);
          List<String> published = PUBLISHED.get(table);
          assertThat(fields).hasSize(published.size());
          for (int c = 0; c < fields.length; c++) {
            String[] column = published.get(c).split(",");
            if (fields[c].isEmpty()) {
              assertThat(column[3]).as(line).isEqualTo("NO");
              values.add(column[1] + " empty");
            } else {
              assertThat(fields[c]).as(column[1]).matches(FORMATS.get(column[2]));
              values.add(column[1]);
            }
          }
          long timeUs = Long.parseLong(fields[0]);
          assertThat(timeUs).isGreaterThanOrEqualTo(lastUs);
          lastUs = timeUs;
          types
              .computeIfAbsent(table.directory(), t -> new HashSet<>())
              .add(Integer.parseInt(fields[table == TraceTable.JOB_EVENTS ? 3 : 5]));
        }
      }
      assertThat(lastUs).isGreaterThan(ClusterLife.BEGINS_US);
      assertThat(values).contains("missing info", "missing info empty");
      if (table == TraceTable.TASK_EVENTS) {
        assertThat(values).contains("machine ID empty", "CPU request empty", "CPU request");
      }
    }
    assertThat(rows).isEqualTo(20_000);
    assertThat(types.get("job_events")).containsExactlyInAnyOrder(0, 1, 3, 4, 5);
    assertThat(types.get("task_events")).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void tasksLiveInAnOrderThatCanBe() throws IOException {
    new TraceGenerator(TraceGenerator.Plan.of(20_000, 2, 5)).write(directory);
    Map<String, Integer> last = new HashMap<>();
    for (String name : names(TraceTable.TASK_EVENTS)) {
      for (String line : lines(directory.resolve("task_events").resolve(name))) {
        String[] fields = line.split(",", -1);
        String task = fields[2] + "/" + fields[3];
        int type = Integer.parseInt(fields[5]);
        int before = last.getOrDefault(task, -1);
        boolean machine = !fields[4].isEmpty();
        switch (type) {
          case 0 -> assertThat(before).as(line).isIn(-1, 2, 3);
          case 1, 7 -> assertThat(before).as(line).isIn(0, 7);
          default -> assertThat(before).as(line).isIn(1, 8);
        }
        assertThat(machine).as(line).isEqualTo(type != 0 && type != 7);
        last.put(task, type);
      }
    }
    assertThat(last).hasSizeGreaterThan(1_000);
  }

  @Test
  void readerTakesEveryRow() {
    new TraceGenerator(TraceGenerator.Plan.of(10_000, 3, 9)).write(directory);
    BadRows bad = new BadRows();
    long rows = 0;
    try (TraceWalk walk = new TraceWalk(TraceFiles.in(directory), bad, true)) {
      while (walk.next()) {
        rows++;
      }
    }
    assertThat(rows).isEqualTo(10_000);
    assertThat(bad.count()).isZero();
  }

  @Test
  void samePlanSameFiles() throws IOException {
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    Path three = directory.resolve("three");
    new TraceGenerator(TraceGenerator.Plan.of(3_000, 2, 1)).write(one);
    new TraceGenerator(TraceGenerator.Plan.of(3_000, 2, 1)).write(two);
    new TraceGenerator(TraceGenerator.Plan.of(3_000, 2, 2)).write(three);
    Path file = Path.of("task_events", "part-00001-of-00002.csv.gz");
    assertThat(two.resolve(file)).hasSameBinaryContentAs(one.resolve(file));
    assertThat(lines(three.resolve(file))).isNotEqualTo(lines(one.resolve(file)));
  }

  @Test
  void makesTheSmallTraceThatTestsUse() throws Exception {
    new TraceGenerator(TraceGenerator.Plan.of(4_000, 3, 7)).write(directory);
    for (TraceTable table : TraceTable.values()) {
      for (String name : names(table)) {
        Path file = Path.of(table.directory(), name);
        assertThat(lines(directory.resolve(file)))
            .isEqualTo(lines(ClusterTraceTest.small().resolve(file)));
      }
    }
  }

  /** Takes so many rows and then ends the trace. */
  private static List<String> first(int rows, TraceGenerator.Plan plan) {
    List<String> first = new ArrayList<>();
    IllegalStateException enough = new IllegalStateException("enough");
    try {
      new ClusterLife(
              plan,
              (table, row) -> {
                first.add(table + " " + row);
                if (first.size() == rows) {
                  throw enough;
                }
              })
          .live();
    } catch (IllegalStateException e) {
      assertThat(e).isSameAs(enough);
    }
    return first;
  }

  private static TraceGenerator.Plan even(long rows, long seed) {
    return new TraceGenerator.Plan(rows, 1, seed, 12_500, 900, 58, 0.5, false);
  }

  @Test
  void aTraceOfAnySizeBeginsAlike() {
    assertThat(first(150_000, even(1L << 50, 1))).isEqualTo(first(150_000, even(150_000, 1)));
  }

  @Test
  void whatIsToComeDoesNotGrowWithTheRows() {
    ClusterLife shorter = new ClusterLife(even(100_000, 1), (table, row) -> {});
    ClusterLife longer = new ClusterLife(even(2_000_000, 1), (table, row) -> {});
    shorter.live();
    longer.live();
    assertThat(shorter.mostToCome()).isGreaterThan(1_000);
    assertThat(longer.mostToCome()).isLessThan(2 * shorter.mostToCome());
  }

  /** Submissions are spread evenly, and sums over seeds even out the number of tasks of jobs. */
  @Test
  void theRateIsLevelFromTheStartAndAsManyTasksRun() {
    int minutes = 20;
    int seeds = 30;
    long[] rows = new long[minutes];
    long[] running = new long[minutes + 1];
    for (int seed = 0; seed < seeds; seed++) {
      for (String line : first(80_000, even(1_000_000, seed))) {
        String[] fields = line.split("[ ,]", -1);
        boolean task = fields[0].equals("TASK_EVENTS");
        long timeUs = Long.parseLong(fields[1]);
        // By the minute's end; what was before the trace is minute 0's.
        int minute = timeUs == 0 ? 0 : 1 + (int) ((timeUs - ClusterLife.BEGINS_US) / 60_000_000);
        if (minute > minutes) {
          continue;
        }
        if (timeUs > 0) {
          rows[minute - 1]++;
        }
        if (task) {
          running[minute] +=
              switch (Integer.parseInt(fields[6])) {
                case 1 -> 1;
                case 2, 3, 4, 5, 6 -> -1;
                default -> 0;
              };
        }
      }
    }
    for (int minute = 1; minute <= minutes; minute++) {
      running[minute] += running[minute - 1];
    }
    double meanRows = LongStream.of(rows).average().orElseThrow();
    double meanRunning = LongStream.of(running).average().orElseThrow();
    assertThat(meanRows / 60 / seeds).isCloseTo(58, withinPercentage(10));
    assertThat(LongStream.of(rows).boxed())
        .allSatisfy(of -> assertThat((double) of).isCloseTo(meanRows, withinPercentage(15)));
    assertThat(LongStream.of(running).boxed())
        .allSatisfy(of -> assertThat((double) of).isCloseTo(meanRunning, withinPercentage(15)));
  }

  @Test
  void ofASmallTraceATenthAtMostIsBeforeIt() {
    for (int rows : new int[] {1, 2, 30, 500, 4_000, 40_000}) {
      List<String> all = first(rows, TraceGenerator.Plan.of(rows, 1, 1));
      assertThat(all).hasSize(rows);
      assertThat(all.stream().filter(row -> row.contains("_EVENTS 0,")).count())
          .isLessThanOrEqualTo(rows / 10);
    }
  }

  @Test
  void writesAllPartsHoweverFewTheRows() throws IOException {
    new TraceGenerator(TraceGenerator.Plan.of(2, 4, 1)).write(directory);
    assertThat(names(TraceTable.JOB_EVENTS)).hasSize(4);
    assertThat(names(TraceTable.TASK_EVENTS)).hasSize(4);
  }

  @Test
  void writesOverNothing() {
    new TraceGenerator(TraceGenerator.Plan.of(10, 1, 1)).write(directory);
    assertThatThrownBy(() -> new TraceGenerator(TraceGenerator.Plan.of(10, 1, 1)).write(directory))
        .isInstanceOf(SettingException.class);
  }

  @Test
  void theProgramTakesItsArguments() throws IOException {
    Path out = directory.resolve("made");
    assertThat(
            run(
                "--out",
                out.toString(),
                "--rows",
                "700",
                "--parts",
                "2",
                "--zip",
                "false",
                "--b",
                "0.8"))
        .isEqualTo("0 " + out + ": 700 rows, 2 files of each table, seed 1");
    try (Stream<Path> files = Files.list(out.resolve("job_events"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("part-00000-of-00002.csv", "part-00001-of-00002.csv");
    }
  }

  @Test
  void theProgramRefusesInOneLine() {
    assertThat(run("--out", directory.toString(), "--row", "5"))
        .startsWith("2 argument=--row cannot be used")
        .endsWith("did you mean rows?");
    assertThat(run("--rows", "5")).startsWith("2 --out= cannot be used: allowed is a directory");
    assertThat(run("--out", "x", "--rows", "many")).startsWith("2 --rows=many cannot be used");
    assertThat(run("--out", "x", "--b", "1")).startsWith("2 --b=1 cannot be used");
    assertThat(run("--out")).startsWith("2 --out= cannot be used: allowed is a value");
    assertThat(run()).startsWith("2 Makes job_events and task_events").contains("--machines N");
    assertThat(run("--help")).startsWith("0 Makes");
  }

  private static String run(String... args) {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    int status = TraceGenerator.run(args, new PrintStream(told, true, UTF_8));
    return status + " " + told.toString(UTF_8).strip();
  }

  private List<String> names(TraceTable table) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(table.directory()))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
      return in.lines().toList();
    }
  }
}
