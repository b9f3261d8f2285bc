/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every named run that comes with the product, short. */
@Timeout(240)
class PresetsIT {
  private static final Path PRESETS =
      Path.of(System.getProperty("weir.dist"), "plugins", "workloads", "presets");

  @TempDir Path directory;

  private static List<String> presets() throws IOException {
    try (Stream<Path> files = Files.list(PRESETS)) {
      return files
          .map(file -> file.getFileName().toString().replace(".yaml", ""))
          .sorted()
          .toList();
    }
  }

  @Test
  void theyAreListedWithWhatTheyStandForAndPrintedWhole() throws Exception {
    try (Harness harness = Harness.start(directory, "presets")) {
      assertThat(harness.awaitExit()).isZero();
      assertThat(presets()).hasSizeGreaterThan(5);
      for (String preset : presets()) {
        assertThat(harness.out()).containsPattern("(?m)^  " + preset + " +[A-Z]");
      }
    }
    try (Harness harness = Harness.start(directory, "presets", "shop-bmodel")) {
      assertThat(harness.awaitExit()).isZero();
      assertThat(harness.out()).contains("workload: shop", "profile: b-model");
    }
    try (Harness harness =
        Harness.start(directory, "--driver", "kafka", "--preset", "shop-bmodl")) {
      assertThat(harness.awaitExit()).isEqualTo(2);
      assertThat(harness.err()).contains("--preset=shop-bmodl", "did you mean shop-bmodel?");
    }
  }

  @ParameterizedTest
  @MethodSource("presets")
  void eachIsPublishedWhole(String preset) throws Exception {
    RunFiles run = run(preset, "loopback");
    assertThat(run.at("/workload/streams")).isNotEmpty();
    assertThat(run.at("/workload/ticks").asLong()).isPositive();
    assertThat(run.at("/workload/mean_record_bytes").asDouble()).isGreaterThan(100);
  }

  @Tag("extended")
  @ParameterizedTest
  @MethodSource("presets")
  void eachIsPublishedWholeOnKafka(String preset) throws Exception {
    run(preset, "kafka");
  }

  @Tag("extended")
  @Test
  void burstsOfAShopArePublishedWholeOnPulsar() throws Exception {
    run("shop-bmodel", "pulsar");
  }

  private RunFiles run(String preset, String driver) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--preset", preset, "--driver", driver));
    arguments.addAll(List.of("--warmup", "1s", "--duration", "5s", "--force"));
    try (Harness harness = Harness.start(directory, arguments.toArray(String[]::new))) {
      int exitCode = harness.awaitExit();
      harness.awaitNothingLeft();
      assertThat(harness.err()).isEmpty();
      RunFiles run = new RunFiles(harness.runDirectory());
      assertThat(run.schemaErrors()).isEmpty();
      Verdicts.assertEnded(exitCode, run);
      JsonNode publish = run.ofWindow("/outcome/publish").get(0);
      assertThat(publish.path("due").asLong()).isPositive();
      Verdicts.assertWhole(run, publish.path("due").asLong(), 1);
      return run;
    }
  }
}
