/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A SIGKILL, after which the harness itself can do nothing any more. */
@Timeout(240)
class KillIT {
  private static final int BY_KILL = 137;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"FORMAT", "START", "WINDOW"})
  void noServerOutlivesTheHarness(Moment moment) throws Exception {
    killed(moment, "kafka", false);
  }

  @Tag("extended")
  @ParameterizedTest
  @EnumSource(names = {"CLIENTS", "WARMUP", "DRAIN"})
  void noServerOutlivesTheHarnessInOtherPhasesEither(Moment moment) throws Exception {
    killed(moment, "kafka", false);
  }

  @Test
  void noPausedServerOutlivesTheHarness() throws Exception {
    killed(Moment.WINDOW, "kafka", true);
  }

  @Tag("extended")
  @ParameterizedTest
  @EnumSource(names = {"START", "WARMUP", "DRAIN"})
  void noPausedServerOutlivesTheHarnessInOtherPhasesEither(Moment moment) throws Exception {
    killed(moment, "kafka", true);
  }

  @Test
  void theSecondsBeforeAreKept() throws Exception {
    killed(Moment.DRAIN, "loopback", false);
  }

  private void killed(Moment moment, String driver, boolean paused) throws Exception {
    try (Harness harness = Harness.start(directory, moment.run(driver))) {
      moment.await(harness);
      if (paused) {
        long broker = harness.awaitServer(Moment.BROKER);
        Processes.signal("STOP", -broker);
        Until.holds(
            "the broker is stopped", Harness.LONG, () -> Processes.isStopped(broker), () -> "");
      }
      Set<Long> family = harness.rememberFamily();
      // The harness; with servers also its watchdog and theirs.
      assertThat(family).hasSizeGreaterThanOrEqualTo(driver.equals("kafka") ? 3 : 1);

      harness.signal("KILL");

      assertThat(harness.awaitExit()).isEqualTo(BY_KILL);
      harness.awaitNothingLeft();
      assertReadable(moment, harness.runDirectory());
    }
  }

  private void assertReadable(Moment moment, Path directoryOfRun) throws Exception {
    RunFiles run = new RunFiles(directoryOfRun);
    assertThat(run.status()).isEqualTo("INCOMPLETE");
    assertThat(run.schemaErrors()).isEmpty();
    assertThat(run.has("summary.csv")).isFalse();
    String shown = Ended.assertShown(directory, directoryOfRun);
    assertThat(shown).contains("The run was cut short").contains("did not come to its end");
    switch (moment) {
      case FORMAT, START, CLIENTS -> assertThat(shown).contains("before anything was measured");
      case WARMUP -> assertMeasured(run, shown, "warmup");
      case WINDOW, DRAIN -> {
        assertMeasured(run, shown, "warmup");
        assertMeasured(run, shown, "window");
      }
    }
  }

  /** Rows are counted a moment after their second's histograms were taken: both, not equal. */
  private static void assertMeasured(RunFiles run, String shown, String phase) throws Exception {
    assertThat(run.logged().get(phase + ".publish_service_time")).isPositive();
    assertThat(run.sum(phase, "acked")).isPositive();
    assertThat(shown).contains(phase + ".publish_service_time");
  }
}
