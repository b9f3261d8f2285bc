/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {
  @TempDir Path directory;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text.replace(";", "\n"));
  }

  private TraceFile.Slots read(String name, String text) throws IOException {
    return TraceFile.read("--trace", file(name, text).toString());
  }

  private static double[] values(TraceFile.Slots slots) {
    return IntStream.range(0, slots.size()).mapToDouble(slots::value).toArray();
  }

  @Test
  void aColumnOfNumbersIsCounts() throws IOException {
    TraceFile.Slots slots = read("t.csv", "3;0;;7.5;");
    assertThat(values(slots)).containsExactly(3, 0, 7.5);
    assertThat(slots.rates()).isFalse();
    assertThat(slots.slot()).isEmpty();
  }

  @Test
  void aHeaderSaysWhatIsWhat() throws IOException {
    TraceFile.Slots slots =
        read("t.csv", "\"host\", start_s, rate_hz;a,100,1;b,100.117,2;a,100.235,3;b,100.352,4");
    assertThat(values(slots)).containsExactly(1, 2, 3, 4);
    assertThat(slots.rates()).isTrue();
    // 352 ms are three slots; that each start is rounded to a millisecond is no harm.
    assertThat(slots.slot()).hasValue(Duration.ofNanos(117_333_333));
  }

  @Test
  void whereCountsAndRatesAreThereCountsAreTaken() throws IOException {
    TraceFile.Slots slots = read("t.csv", "rate_hz,count;5,50;6,60");
    assertThat(slots.rates()).isFalse();
    assertThat(values(slots)).containsExactly(50, 60);
  }

  @Test
  void jsonSaysItsSlot() throws IOException {
    TraceFile.Slots slots =
        read("t.json", "{\"from\": {\"a\": [1]}, \"slot\": \"250ms\", \"rates_hz\": [1, 2.5]}");
    assertThat(values(slots)).containsExactly(1, 2.5);
    assertThat(slots.rates()).isTrue();
    assertThat(slots.slot()).hasValue(Duration.ofMillis(250));
    assertThat(values(read("a.json", "[1, 2, 3]"))).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @CsvSource({
    "t.csv, 'count;1;x;3', line 3, it is x",
    "t.csv, 'count;1;-1', line 3, it is -1",
    "t.csv, 'count;1;NaN', line 3, 0 or more",
    "t.csv, 'a,b;1,2', line 1, 'count or rate_hz'",
    "t.csv, '1,2;3,4', line 1, a header",
    "t.csv, 'start_s,count;0,1;2', line 3, 1 fields",
    "t.csv, 'start_s,count;1,1;0,2', line 3, after that of the line before",
    "t.csv, 'start_s,count;0,1;1,1;5,2', '', equal length",
    "t.csv, '', '', no slots",
    "t.csv, 'count;', '', no slots",
    "t.json, '{\"counts\": [1,;\"x\"]}', line 2, numbers alone",
    "t.json, '{\"counts\": [1, 2', line 1, JSON",
    "t.json, '{\"counts\": 5}', line 1, one array",
    "t.json, '5', line 1, an object with counts",
    "t.json, '{\"slot\": \"5 parsecs\", \"counts\": [1]}', '', a time with its unit"
  })
  void aBadLineIsNamed(String name, String text, String line, String reason) throws IOException {
    Path file = file(name, text);
    assertThatThrownBy(() -> TraceFile.read("--trace", file.toString()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(line)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> TraceFile.read("--trace", directory.resolve("no.csv").toString()))
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> TraceFile.read("--trace", directory.toString()))
        .hasMessageContaining("it is a directory");
  }

  @Test
  void timesOfEventsAreCountedFromTheFirstInWhateverOrder() throws IOException {
    Path csv =
        file("e.csv", "id,at;1,1700000002500;2,1700000000000;3,1700000000999;4,1700000002999");
    assertThat(EventTimes.counts(csv.toString(), "at", 1_000_000, Duration.ofSeconds(1)))
        .containsExactly(2, 0, 2);
    Path plain = file("p.csv", "a,0.5;b,0.1;c,3.05");
    assertThat(EventTimes.counts(plain.toString(), "2", 1_000_000_000, Duration.ofSeconds(1)))
        .containsExactly(2, 0, 1);
    Path json = file("e.json", "{\"other\": [9], \"at\": [5, 1, 2]}");
    assertThat(EventTimes.counts(json.toString(), "at", 1, Duration.ofNanos(2)))
        .containsExactly(2, 0, 1);
  }

  @Test
  void aBadTimeIsNamedWithItsLine() throws IOException {
    Path csv = file("e.csv", "at;1;today");
    assertThatThrownBy(() -> EventTimes.counts(csv.toString(), "at", 1, Duration.ofNanos(2)))
        .hasMessageContaining("line 3")
        .hasMessageContaining("it is today");
    assertThatThrownBy(() -> EventTimes.counts(csv.toString(), "when", 1, Duration.ofNanos(2)))
        .hasMessageContaining("the column when");
  }
}
