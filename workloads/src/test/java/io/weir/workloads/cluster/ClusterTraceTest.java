/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import static io.weir.workloads.cluster.TraceDirectory.job;
import static io.weir.workloads.cluster.TraceDirectory.task;
import static io.weir.workloads.cluster.TraceTable.JOB_EVENTS;
import static io.weir.workloads.cluster.TraceTable.TASK_EVENTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.ConfigValue;
import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.OpenWorkload;
import io.weir.spi.OptionSpec;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Timetable;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import io.weir.workloads.encoding.RecordReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterTraceTest {
  @TempDir Path run;
  @TempDir Path trace;

  private final Workload workload = new ClusterTrace();

  @Test
  void isFoundByItsName() {
    assertThat(ServiceLoader.load(Workload.class))
        .anySatisfy(found -> assertThat(found.name()).isEqualTo("cluster-trace"));
  }

  @Test
  void hasAStreamOfTwelvePartitionsForEachTable() {
    List<StreamSpec> streams = workload.streams(settings(Map.of()));
    assertThat(streams).extracting(StreamSpec::name).containsExactly("job-events", "task-events");
    assertThat(streams).allSatisfy(s -> assertThat(s.partitions()).hasValue(12));
    assertThat(streams)
        .extracting(s -> s.schema().orElseThrow().name())
        .containsExactly("job_events", "task_events");
    assertThat(workload.globallyOrdered()).isTrue();
  }

  @Test
  void writesARowAsARecord() {
    new TraceDirectory(trace)
        .with(
            JOB_EVENTS,
            List.of(List.of("600000123,,6251659952,0,us/er+1=,3,a \"name\" with \\ and ü,")))
        .with(
            TASK_EVENTS,
            List.of(
                List.of(
                    "600999999,2,6251659952,17,4155527081,8,us/er+1=,2,11,0.0625,6.104e-05,.5,1",
                    "600999999,,6251659952,17,,0,,,0,,,,")));
    EventSource source = open(Map.of("path", trace.toString())).newSource();
    Event event = new Event();

    assertThat(text(source, 0, event))
        .isEqualTo(
            "{\"weir\":\""
                + "0".repeat(48)
                + "\",\"tick\":false,\"event_ms\":1767226200000,\"time_us\":600000123,"
                + "\"missing_info\":null,\"job_id\":6251659952,\"event_type\":0,"
                + "\"user\":\"us/er+1=\",\"scheduling_class\":3,"
                + "\"job_name\":\"a \\\"name\\\" with \\\\ and ü\",\"logical_job_name\":null}");
    assertThat(event.stream).isZero();
    assertThat(new String(event.key, UTF_8)).isEqualTo("6251659952");

    assertThat(text(source, 1, event))
        .endsWith(
            "\"event_ms\":1767226200999,\"time_us\":600999999,\"missing_info\":2,"
                + "\"job_id\":6251659952,\"task_index\":17,\"machine_id\":4155527081,"
                + "\"event_type\":8,\"user\":\"us/er+1=\",\"scheduling_class\":2,\"priority\":11,"
                + "\"cpu_request\":0.0625,\"memory_request\":0.00006104,\"disk_request\":0.5,"
                + "\"different_machines\":true}");
    assertThat(event.stream).isEqualTo(1);

    assertThat(text(source, 2, event))
        .endsWith(
            "\"machine_id\":null,\"event_type\":0,\"user\":null,\"scheduling_class\":null,"
                + "\"priority\":0,\"cpu_request\":null,\"memory_request\":null,"
                + "\"disk_request\":null,\"different_machines\":null}");
  }

  @Test
  void everyRecordOfTheSmallTraceIsOneOfItsSchema() throws Exception {
    OpenWorkload open = open(Map.of("path", small().toString()));
    List<RecordReader> readers =
        open.streams().stream()
            .map(s -> RecordReader.of(s.schema().orElseThrow(), s.encoding()))
            .toList();
    EventSource source = open.newSource();
    Event event = new Event();
    long lastMs = 0;
    for (long index = 0; index < 9_000; index++) {
      source.fill(index, 0, index, 0, event);
      RecordReader reader = readers.get(event.stream);
      reader.read(ByteBuffer.wrap(event.payload, 0, event.length));
      assertThat(reader.isTick()).isFalse();
      assertThat(reader.eventMs()).isGreaterThanOrEqualTo(lastMs);
      lastMs = reader.eventMs();
      long timeUs = reader.getLong(reader.index("time_us"));
      assertThat(event.partition).isEqualTo((int) (timeUs % 12));
      long job = reader.getLong(reader.index("job_id"));
      assertThat(event.keyIndex).isEqualTo(job);
      assertThat(new String(event.key, UTF_8)).isEqualTo(Long.toString(job));
    }
    assertThat(open.facts())
        .containsEntry("rows read", "9000")
        .containsEntry("trace begun", "3")
        .containsEntry("bad rows", "0");
  }

  @Test
  void sourcesThatMakeSharesMakeTheSameRecordsAsOneThatMakesAll() throws Exception {
    OpenWorkload open = open(Map.of("path", small().toString()));
    EventSource all = open.newSource();
    List<EventSource> shares = List.of(open.newSource(), open.newSource(), open.newSource());
    Event one = new Event();
    Event other = new Event();
    for (long index = 0; index < 5_000; index++) {
      String expected = text(all, index, one);
      assertThat(text(shares.get((int) (index % 3)), index, other)).isEqualTo(expected);
      assertThat(other.key).isEqualTo(one.key);
      assertThat(other.stream).isEqualTo(one.stream);
    }
  }

  @Test
  void keysGoThroughThePartitioner() throws Exception {
    EventSource source =
        open(Map.of("path", small().toString(), "partition-by", "key")).newSource();
    Event event = new Event();
    source.fill(3, 0, 3, 0, event);
    assertThat(event.partition).isEqualTo(-1);
    assertThat(event.keyIndex).isPositive();
  }

  @Test
  void theProfileSaysWhenRecordsAreDueUnlessTheTraceDoes() throws Exception {
    assertThat(open(Map.of("path", small().toString())).timetable()).isEmpty();
    new TraceDirectory(trace)
        .with(JOB_EVENTS, List.of(List.of(job(0, 1), job(600_000_000, 1), job(630_000_000, 2))))
        .with(TASK_EVENTS, List.of(List.of(task(660_000_000, 2, 0))));
    OpenWorkload open = open(Map.of("path", trace.toString(), "replay", "time", "speed", "30"));
    Timetable times = open.timetable().orElseThrow();
    long[] first = new long[3];
    long[] more = new long[4];
    assertThat(times.next(first)).isEqualTo(3);
    assertThat(times.next(more)).isEqualTo(4);
    assertThat(first).containsExactly(0, 0, 1_000_000_000);
    // Span 60 s, four rows: a slot of 20 s.
    assertThat(more).containsExactly(2_000_000_000, 2_666_666_666L, 2_666_666_666L, 3_666_666_666L);
    assertThat(open.timetable().orElseThrow().next(new long[5])).isEqualTo(5);
  }

  @Test
  void ticksHaveTheTimeOfTheFirstRecordThatIsNotDue() throws Exception {
    OpenWorkload open = open(Map.of("path", small().toString()));
    EventSource source = open.newSource();
    EventSource ticks = open.newSource();
    RecordReader[] readers =
        open.streams().stream()
            .map(s -> RecordReader.of(s.schema().orElseThrow(), s.encoding()))
            .toArray(RecordReader[]::new);
    Event event = new Event();
    for (long index = 0; index < 4_500; index++) {
      source.fill(index, 0, index, 0, event);
      RecordReader of = readers[event.stream];
      of.read(ByteBuffer.wrap(event.payload, 0, event.length));
      long eventMs = of.eventMs();
      if (index % 100 == 0) {
        for (int stream = 0; stream < 2; stream++) {
          ticks.tick(stream, index, 0, 0, event);
          readers[stream].read(ByteBuffer.wrap(event.payload, 0, event.length));
          assertThat(readers[stream].isTick()).isTrue();
          assertThat(readers[stream].eventMs()).isEqualTo(eventMs);
          assertThat(event.stream).isEqualTo(stream);
          assertThat(event.key).isNull();
          assertThat(event.partition).isEqualTo(-1);
        }
      }
    }
    source.fill(4_500, 0, 4_500, 0, event);
    readers[event.stream].read(ByteBuffer.wrap(event.payload, 0, event.length));
    long eventMs = readers[event.stream].eventMs();
    ticks.tick(0, 4_500, 0, 61_000, event);
    readers[0].read(ByteBuffer.wrap(event.payload, 0, event.length));
    assertThat(readers[0].eventMs()).isEqualTo(eventMs + 61_000);
  }

  @Test
  void ticksAtItsOwnPaceFollowTheClockAndNeverPassARecordThatIsDueLater() throws Exception {
    OpenWorkload open = open(Map.of("path", small().toString(), "replay", "time", "speed", "7.3"));
    Timetable times = open.timetable().orElseThrow();
    EventSource source = open.newSource();
    EventSource ticks = open.newSource();
    RecordReader[] readers =
        open.streams().stream()
            .map(s -> RecordReader.of(s.schema().orElseThrow(), s.encoding()))
            .toArray(RecordReader[]::new);
    long[] offsets = new long[6_000];
    assertThat(times.next(offsets)).isEqualTo(6_000);
    assertThat(offsets).isSorted();
    Event event = new Event();
    for (int index = 0; index < offsets.length; index++) {
      ticks.tick(1, index, offsets[index], 0, event);
      readers[1].read(ByteBuffer.wrap(event.payload, 0, event.length));
      long tickMs = readers[1].eventMs();
      source.fill(index, 0, index, offsets[index], event);
      readers[event.stream].read(ByteBuffer.wrap(event.payload, 0, event.length));
      assertThat(tickMs)
          .isBetween(readers[event.stream].eventMs() - 1, readers[event.stream].eventMs());
    }
    // In a lull the clock goes on: ten seconds of the run are 73 s of the trace.
    ticks.tick(1, 6_000, offsets[5_999], 0, event);
    readers[1].read(ByteBuffer.wrap(event.payload, 0, event.length));
    long beforeMs = readers[1].eventMs();
    ticks.tick(1, 6_000, offsets[5_999] + 10_000_000_000L, 0, event);
    readers[1].read(ByteBuffer.wrap(event.payload, 0, event.length));
    assertThat(readers[1].eventMs() - beforeMs).isBetween(72_999L, 73_001L);
  }

  @Test
  void tellsAndKeepsBadRows() throws IOException {
    new TraceDirectory(trace)
        .with(JOB_EVENTS, List.of(List.of("a \"quoted\" row", job(1, 1))))
        .with(TASK_EVENTS, List.of(List.of(task(1, 1, 0), "x", "y", "z")));
    OpenWorkload open = open(Map.of("path", trace.toString()));
    open.newSource().fill(5, 0, 5, 0, new Event());
    Map<String, String> facts = open.facts();
    assertThat(facts)
        .containsEntry("bad rows", "4")
        .containsEntry("trace begun", "3")
        .containsEntry("bad rows file", "bad-rows.csv");
    assertThat(facts.get("first bad rows"))
        .isEqualTo(
            "job_events/part-00000-of-00500.csv.gz:1 1 column instead of 8; "
                + "task_events/part-00000-of-00500.csv.gz:2 1 column instead of 13; "
                + "task_events/part-00000-of-00500.csv.gz:3 1 column instead of 13");
    assertThat(Files.readAllLines(run.resolve("bad-rows.csv")))
        .hasSize(5)
        .startsWith(
            "file,line,reason,row",
            "\"job_events/part-00000-of-00500.csv.gz\",1,\"1 column instead of 8\","
                + "\"a \"\"quoted\"\" row\"");
  }

  @Test
  void withoutAPathGeneratesATraceBySeed() throws IOException {
    OpenWorkload open = open(Map.of("generate", "500"));
    Event event = new Event();
    String first = text(open.newSource(), 499, event);
    assertThat(open.facts())
        .containsEntry("trace", "generated, 500 rows, seed 11")
        .containsEntry("rows read", "500")
        .containsEntry("trace begun", "1")
        .containsEntry("bad rows", "0");
    assertThat(run.resolve("trace/job_events/part-00003-of-00004.csv.gz")).exists();
    Path otherRun = Files.createDirectory(run.resolve("other"));
    OpenWorkload again =
        workload.open(new WorkloadRequest(settings(Map.of("generate", "500")), 11, otherRun));
    assertThat(text(again.newSource(), 499, event)).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    "speed, 0, cluster-trace.speed=0 cannot be used",
    "speed, NaN, cluster-trace.speed=NaN cannot be used",
    "generate, 0, cluster-trace.generate=0 cannot be used",
    "path, /no/such/place, there is no such directory"
  })
  void refusesInOneLine(String option, String value, String expected) {
    assertThatThrownBy(() -> open(Map.of(option, value)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(expected)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void refusesADirectoryThatHoldsNoTrace() throws IOException {
    Map<String, String> path = Map.of("path", trace.toString());
    assertThatThrownBy(() -> open(path)).hasMessageEndingWith("job_events has none");
    TraceDirectory written =
        new TraceDirectory(trace).with(JOB_EVENTS, List.of(List.of(job(1, 1))));
    assertThatThrownBy(() -> open(path)).hasMessageEndingWith("task_events has none");
    written.with(TASK_EVENTS, List.of(List.of()));
    open(path).close();
    written.with(JOB_EVENTS, List.of(List.of("bad")));
    assertThatThrownBy(() -> open(path))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("none of its rows");
    Path file = written.write(TASK_EVENTS, 0, false, "");
    assertThatThrownBy(() -> open(path)).hasMessageContaining("is there plain and zipped");
    Files.delete(file);
    Path noZip = trace.resolve("task_events/part-00000-of-00500.csv.gz");
    Files.writeString(noZip, task(1, 1, 0));
    assertThatThrownBy(() -> open(path))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(noZip.toString())
        .hasMessageContaining("get this file anew: Not in GZIP format");
    assertThatThrownBy(() -> open(Map.of("path", noZip.toString())))
        .hasMessageEndingWith("this is a file");
  }

  private OpenWorkload open(Map<String, String> options) {
    return workload.open(new WorkloadRequest(settings(options), 11, run));
  }

  private Settings settings(Map<String, String> options) {
    Map<String, ConfigValue> bound = new HashMap<>();
    for (OptionSpec option : workload.options()) {
      option.defaultValue().ifPresent(d -> bound.put(option.name(), ConfigValue.plain(d)));
    }
    options.forEach((name, value) -> bound.put(name, ConfigValue.plain(value)));
    return new Settings(bound, Map.of());
  }

  private static String text(EventSource source, long index, Event event) {
    source.fill(index, 0, index, 0, event);
    return new String(event.payload, 0, event.length, UTF_8);
  }

  static Path small() throws URISyntaxException {
    return Path.of(ClusterTraceTest.class.getResource("/cluster/small").toURI());
  }
}
