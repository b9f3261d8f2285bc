/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** What holds of a run that somebody ended, by whatever signal. */
final class Ended {
  private Ended() {}

  /** The run's directory says itself that the run was interrupted. */
  static RunFiles assertInterrupted(Harness harness) throws Exception {
    RunFiles run = new RunFiles(harness.runDirectory());
    assertThat(run.status()).isEqualTo("INCOMPLETE");
    assertThat(run.verdicts()).contains("INCOMPLETE");
    assertThat(run.reasons()).contains("interrupted");
    assertThat(run.schemaErrors()).isEmpty();
    assertThat(run.names("servers/kafka-1")).doesNotContain("data");
    assertThat(harness.err()).isEmpty();
    return run;
  }

  /** What was measured up to then is in all files alike. */
  static void assertMeasured(RunFiles run, String phase) throws Exception {
    long logged = run.logged().getOrDefault(phase + ".publish_service_time", 0L);
    assertThat(logged).isPositive();
    assertThat(run.sum(phase, "acked")).isEqualTo(logged);
    assertThat(run.csv("metrics.csv")).isNotEmpty();
  }

  /** {@code harness show} reads what is there. */
  static String assertShown(Path directory, Path run) throws Exception {
    try (Harness show = Harness.start(directory, "show", run.toString())) {
      assertThat(show.awaitExit()).as(show.err()).isZero();
      assertThat(show.err()).isEmpty();
      return show.out();
    }
  }
}
