/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.OptionSpec;
import io.weir.spi.Schema;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Workload;
import io.weir.workloads.nexmark.NexmarkWorkload;
import io.weir.workloads.robots.RobotsWorkload;
import io.weir.workloads.sensors.SensorKind;
import io.weir.workloads.sensors.SensorsWorkload;
import io.weir.workloads.shop.ShopWorkload;
import io.weir.workloads.source.Walk.Made;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/workloads.md} says what the workloads do. */
class WorkloadsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "workloads.md");
  private static final long SEED = 42;

  static List<Workload> workloads() {
    return List.of(
        new RobotsWorkload(), new SensorsWorkload(), new ShopWorkload(), new NexmarkWorkload());
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void optionsAndTheirDefaultsAreInTheTable(Workload workload) throws IOException {
    String section = section(workload);
    for (OptionSpec option : workload.options()) {
      assertThat(section.lines())
          .anyMatch(
              line ->
                  line.startsWith("| `" + option.name() + "` |")
                      && option
                          .defaultValue()
                          .map(value -> line.endsWith("| `" + value + "` |"))
                          .orElse(true));
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void streamsAndFieldsAreInTheTable(Workload workload) throws IOException {
    String section = section(workload);
    for (StreamSpec stream : workload.streams(Bound.settings(workload))) {
      Schema schema = stream.schema().orElseThrow();
      assertThat(section).contains("| `" + stream.name() + "` | `" + schema.name() + "` |");
      for (Schema.Field field : schema.ownFields()) {
        assertThat(section).contains("`" + field.name() + "`");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void samplesAreRealRecords(Workload workload) throws IOException {
    String section = section(workload);
    Settings settings = Bound.settings(workload);
    Walk walk = new Walk(workload, settings, SEED, 12_000, workload.rateHz(settings).orElse(1_000));
    List<Made> made = walk.make();
    for (int s = 0; s < walk.open().streams().size(); s++) {
      int stream = s;
      Made first = made.stream().filter(m -> m.stream() == stream).findFirst().orElseThrow();
      assertThat(section).contains(new String(first.payload(), StandardCharsets.UTF_8) + "\n");
    }
  }

  @Test
  void kindsAreInTheTable() throws IOException {
    for (SensorKind kind : SensorKind.STANDARD) {
      assertThat(section(new SensorsWorkload()))
          .contains(
              "| `%s` | %d | %d |".formatted(kind.name(), (int) kind.mean(), (int) kind.sd()));
    }
  }

  private static String section(Workload workload) throws IOException {
    String page = Files.readString(PAGE);
    String title = "\n## " + workload.name() + "\n";
    assertThat(page).contains(title);
    String rest = page.substring(page.indexOf(title) + title.length());
    int end = rest.indexOf("\n## ");
    return end < 0 ? rest : rest.substring(0, end);
  }
}
