/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.run.RunListener;
import io.weir.spi.ServerSpec;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The way to the broker and back grows by a known time.
 *
 * <p>With d more each way an acknowledgement comes 2d later: the record's way there, the answer's
 * way back. A delivery comes 2d later too: the record's way to the broker, and from there to the
 * subscriber, if a fetch waits at the broker when the record comes. That needs a low rate: after a
 * delivery the next fetch is at the broker 2d later, and a record that comes before waits for it,
 * evenly between 0 and 2d at high rates. Here records come every 200 ms, and 2d is 100 ms.
 */
@ExtendWith(SharedBench.class)
final class NetworkDelayIT {
  private static final Duration ONE_WAY = Duration.ofMillis(50);
  private static final double EXPECTED_MS = 100;

  /**
   * Two medians of 50 records each, of a latency of a few ms that has some ms of spread on a busy
   * machine. One way missed or counted twice would be 50 ms.
   */
  private static final double TOLERANCE_MS = 5;

  private static final int RECORDS = 50;

  private final KafkaBench bench;

  NetworkDelayIT(KafkaBench bench) {
    this.bench = bench;
  }

  @Test
  @Timeout(180)
  void latenciesGrowByTheWayThereAndBack() {
    try (DelayProxy proxy = new DelayProxy();
        KafkaBench.Target kafka =
            bench.launch("kafka", spec -> behind(proxy, spec), UnaryOperator.identity())) {
      RunFiles near = run(kafka);
      proxy.delay(ONE_WAY);
      RunFiles far = run(kafka);

      for (String series : List.of("window.publish_latency", "window.end_to_end_latency.sub-0")) {
        assertThat(medianMs(far, series) - medianMs(near, series))
            .as(series + ", median with delay less that without")
            .isCloseTo(EXPECTED_MS, within(TOLERANCE_MS));
      }
      Agreement.check(near);
      Agreement.check(far);
    }
  }

  private RunFiles run(KafkaBench.Target kafka) {
    return bench.run(
        new Scenario()
            .rate(5)
            .topics(1, 1)
            .warmup(Duration.ofSeconds(3))
            .window(Duration.ofSeconds(10)),
        kafka,
        RunListener.silent());
  }

  private static double medianMs(RunFiles run, String series) {
    Histogram latency = run.latency(series);
    assertThat(latency.getTotalCount()).as(series).isEqualTo(RECORDS);
    return latency.getValueAtPercentile(50) / 1e6;
  }

  /** The broker as it is, but for the address that it gives its clients: the proxy's. */
  private static ServerSpec behind(DelayProxy proxy, ServerSpec spec) {
    if (!(spec instanceof ServerSpec.Jvm jvm) || !spec.role().equals("broker")) {
      return spec;
    }
    proxy.to(brokerPort(Path.of(jvm.arguments().get(0))));
    List<String> arguments = new ArrayList<>(jvm.arguments());
    arguments.add("--override");
    arguments.add("advertised.listeners=PLAINTEXT://127.0.0.1:" + proxy.port());
    return new ServerSpec.Jvm(
        jvm.id(),
        jvm.role(),
        jvm.javaHome(),
        jvm.classPath(),
        jvm.mainClass(),
        jvm.jvmFlags(),
        arguments,
        jvm.environment(),
        jvm.workingDirectory());
  }

  private static int brokerPort(Path serverProperties) {
    try {
      Properties properties = new Properties();
      properties.load(new StringReader(Files.readString(serverProperties)));
      String listener = properties.getProperty("advertised.listeners");
      return Integer.parseInt(listener.substring(listener.lastIndexOf(':') + 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
