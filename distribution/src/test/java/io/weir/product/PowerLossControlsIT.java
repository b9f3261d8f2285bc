/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.provision.LocalHost;
import io.weir.core.provision.MavenArtifacts;
import io.weir.core.provision.Watchdog;
import io.weir.core.provision.powerloss.Controls;
import io.weir.core.provision.powerloss.PowerLoss;
import io.weir.core.provision.powerloss.Strike;
import io.weir.spi.ServerSpec;
import io.weir.spi.UnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The simulation of power loss, on real JVMs with the agent as it is installed. */
@Timeout(120)
final class PowerLossControlsIT {
  private static final Path AGENT =
      PowerLoss.agentIn(Path.of(System.getProperty("weir.dist"))).toAbsolutePath();

  private static final List<String> WAYS =
      List.of(
          "append",
          "mapped",
          "overwritten",
          "preallocated",
          "random-access",
          "renamed",
          "stream",
          "synchronous");

  @TempDir Path directory;
  private MavenArtifacts artifacts;

  @BeforeEach
  void open() {
    artifacts = new MavenArtifacts(MavenArtifacts.defaultCacheDirectory(System.getenv()));
  }

  @AfterEach
  void close() {
    artifacts.close();
  }

  private LocalHost host(UnaryOperator<ServerSpec> amendment) {
    return new LocalHost(directory, artifacts, Watchdog::start, amendment);
  }

  @Test
  void everyWayOfWritingLosesWhatItDidNotForceAndNothingElse() {
    PowerLoss powerLoss = new PowerLoss(AGENT, directory);
    Controls controls;
    try (LocalHost host = host(powerLoss.amendment())) {
      controls = powerLoss.controls(host, Optional.empty());
    }
    assertThat(controls.anomalies()).isEmpty();
    assertThat(controls.controls())
        .filteredOn(Controls.Control::forcesFirst)
        .extracting(Controls.Control::kind)
        .containsExactlyElementsOf(new TreeSet<>(WAYS));
    assertThat(controls.controls())
        .filteredOn(control -> !control.forcesFirst())
        .extracting(Controls.Control::kind)
        .containsExactlyElementsOf(new TreeSet<>(WAYS));
    assertThat(controls.controls())
        .allSatisfy(
            control -> {
              assertThat(control.acknowledged()).isGreaterThan(control.expectedLost());
              assertThat(control.lost()).as("%s", control).isEqualTo(control.expectedLost());
              assertThat(control.expectedLost() == 0).isEqualTo(control.forcesFirst());
            });
    assertThat(controls.passed()).isTrue();
  }

  @Test
  void withoutTheAgentControlsDoNotPass() {
    PowerLoss powerLoss = new PowerLoss(AGENT, directory);
    try (LocalHost host = host(UnaryOperator.identity())) {
      Controls controls = powerLoss.controls(host, Optional.empty());
      assertThat(controls.passed()).isFalse();
      assertThat(controls.anomalies())
          .hasSize(2)
          .allSatisfy(line -> assertThat(line).contains("ran without the power-loss agent"));
    }
  }

  @Test
  void aStrikeOnAProgramThatIsNoJvmIsVoid() throws Exception {
    PowerLoss powerLoss = new PowerLoss(AGENT, directory);
    try (LocalHost host = host(powerLoss.amendment())) {
      Path data = Files.createDirectories(host.directory("native").resolve("data"));
      powerLoss.baseline(List.of(data));
      host.start(
          new ServerSpec.Native(
              "native",
              "tester",
              Path.of("sh"),
              List.of("-c", "echo written > file; echo running; sleep 1000"),
              Map.of(),
              data));
      host.await(
          host.servers().get(0),
          "its file",
          () -> !host.servers().get(0).logTail(1).isEmpty(),
          Duration.ofSeconds(30));
      Strike strike = powerLoss.strike(host.servers(), List.of(data));
      assertThat(strike.sound()).isFalse();
      assertThat(strike.anomalies()).singleElement().asString().contains("it is no JVM");
      assertThat(strike.damage().get("native").filesCut()).isEqualTo(1);
      assertThat(data.resolve("file")).isEmptyFile();
    }
  }

  @Test
  void theAgentDoesNotDisturbAServerThatItCannotServe() {
    PowerLoss powerLoss = new PowerLoss(AGENT, directory);
    UnaryOperator<ServerSpec> elsewhere =
        spec -> {
          ServerSpec.Jvm jvm = (ServerSpec.Jvm) powerLoss.amendment().apply(spec);
          return new ServerSpec.Jvm(
              jvm.id(),
              jvm.role(),
              jvm.javaHome(),
              jvm.classPath(),
              jvm.mainClass(),
              jvm.jvmFlags().stream()
                  .map(flag -> flag.replace("/power-loss/", "/no such directory/"))
                  .toList(),
              jvm.arguments(),
              jvm.environment(),
              jvm.workingDirectory());
        };
    try (LocalHost host = host(elsewhere)) {
      Controls controls = powerLoss.controls(host, Optional.empty());
      assertThat(controls.passed()).isFalse();
      assertThat(host.servers().get(0).logTail(10_000))
          .filteredOn(line -> line.startsWith("power-loss agent: there can be no record"))
          .hasSize(1);
    }
  }

  @Test
  void aMissingAgentIsSaidInOneLine() {
    Path missing = directory.resolve("power-loss-agent.jar");
    assertThatThrownBy(() -> new PowerLoss(missing, directory))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("is missing")
        .hasMessageNotContaining("\n");
  }
}
