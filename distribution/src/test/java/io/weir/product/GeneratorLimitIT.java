/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.core.analysis.Verdict;
import io.weir.core.run.RunListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The load comes late because of the harness or its machine: never the system's fault. */
@ExtendWith(SharedBench.class)
final class GeneratorLimitIT {
  private static final String[] OURS = {
    Verdict.GENERATOR_LIMITED.name(), Verdict.HOST_CONTENDED.name()
  };
  private static final String[] THEIRS = {
    Verdict.VALID.name(), Verdict.SATURATED.name(), Verdict.CLIENT_LIMITED.name()
  };
  private static final int BURNERS = 3;
  private static final Duration STARVED = Duration.ofSeconds(3);

  private final KafkaBench bench;

  GeneratorLimitIT(KafkaBench bench) {
    this.bench = bench;
  }

  @Test
  @Timeout(120)
  void aLoadThreadThatGetsNoCpuIsNotTheBrokersFault() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/taskset")), "needs taskset");
    Injection<Integer> starved =
        new Injection<>(bench.clock(), Duration.ofSeconds(1), this::starveLoadThread);
    try (KafkaBench.Target kafka = bench.connect(driver -> driver)) {
      RunFiles run =
          bench.run(
              new Scenario().warmup(Duration.ofSeconds(3)).window(Duration.ofSeconds(6)),
              kafka,
              starved);

      assertThat(starved.result()).as("load threads that were starved").isEqualTo(1);
      assertThat(run.verdicts()).containsAnyOf(OURS).doesNotContain(THEIRS);
      Agreement.check(run);
    }
  }

  @Test
  @Timeout(120)
  void moreThanTheMachineCanSendIsTheGeneratorsLimit() {
    tooMuch(8_000_000);
  }

  @Test
  @Tag("extended")
  @Timeout(300)
  void muchMoreThanTheMachineCanSendIsTheGeneratorsLimit() {
    tooMuch(50_000_000);
  }

  private void tooMuch(long ratePerSecond) {
    try (KafkaBench.Target loopback =
        bench.launch("loopback", UnaryOperator.identity(), UnaryOperator.identity())) {
      RunFiles run =
          bench.run(
              new Scenario()
                  .rate(ratePerSecond)
                  .recordBytes(24)
                  .warmup(Duration.ZERO)
                  .window(Duration.ofSeconds(1))
                  .drainLimit(Duration.ofSeconds(90))
                  .subscriptions(0, 1),
              loopback,
              RunListener.silent());

      assertThat(run.verdicts()).containsAnyOf(OURS).doesNotContain(THEIRS);
      Agreement.check(run);
    }
  }

  /** Binds the load thread to one CPU together with processes that want all of it. */
  private int starveLoadThread() throws IOException, InterruptedException {
    List<String> threads = loadThreads();
    List<Process> burners = new ArrayList<>();
    try {
      for (String tid : threads) {
        Process bound = new ProcessBuilder("taskset", "-pc", "0", tid).start();
        assertThat(bound.waitFor()).as("taskset of the load thread").isZero();
      }
      for (int i = 0; i < BURNERS; i++) {
        // Without the right to a higher priority nice says so, and runs the program all the same.
        burners.add(
            new ProcessBuilder(
                    "taskset", "-c", "0", "nice", "-n", "-20", "sh", "-c", "while :; do :; done")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
      }
      Injection.until(bench.clock(), bench.clock().epochNs() + STARVED.toNanos());
    } finally {
      for (Process burner : burners) {
        burner.destroyForcibly();
        burner.waitFor(10, TimeUnit.SECONDS);
      }
    }
    return threads.size();
  }

  private static List<String> loadThreads() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        if (Files.readString(thread.resolve("comm")).startsWith("weir-load-")) {
          found.add(thread.getFileName().toString());
        }
      }
    }
    return found;
  }
}
