/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import io.weir.spi.ConfigValue;
import io.weir.spi.Encoding;
import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.OpenWorkload;
import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.Settings;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import io.weir.workloads.nexmark.NexmarkWorkload;
import io.weir.workloads.robots.RobotsWorkload;
import io.weir.workloads.sensors.SensorsWorkload;
import io.weir.workloads.shop.ShopWorkload;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What making one record costs, by workload: the whole of {@link EventSource#fill} with the stamp.
 * One source makes every index, as with one load thread, or every eighth, as one of eight: what it
 * then has to work out for the records between is in the figure.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class WorkloadSources {
  private static final long SEED = 42;
  private static final long INTERVAL_NS = 10_000;

  /** Options left at their defaults but for the encoding and what stands behind it. */
  @Param({
    "robots json",
    "robots avro",
    "robots json robots 1000000",
    "robots json robots 1000 active b-model",
    "sensors json",
    "sensors avro",
    "shop json",
    "nexmark json",
    "nexmark json avg-person-bytes 200 avg-auction-bytes 500 avg-bid-bytes 100",
  })
  String workload;

  @Param({"1", "8"})
  int oneOf;

  private final Event event = new Event();
  private OpenWorkload open;
  private EventSource source;
  private Encoding encoding;
  private long index;

  @Setup
  public void open() {
    String[] words = workload.split(" ", -1);
    Workload plugin =
        switch (words[0]) {
          case "robots" -> new RobotsWorkload();
          case "sensors" -> new SensorsWorkload();
          case "shop" -> new ShopWorkload();
          default -> new NexmarkWorkload();
        };
    Map<String, ConfigValue> options = new TreeMap<>();
    for (OptionSpec option : plugin.options()) {
      option
          .defaultValue()
          .ifPresent(
              value ->
                  options.put(
                      option.name(),
                      ConfigValue.plain(
                          option.type() == OptionType.DURATION
                              ? value.replace("ms", "000000")
                              : value)));
    }
    encoding = words[1].equals("avro") ? Encoding.AVRO : Encoding.JSON;
    if (options.containsKey("encoding")) {
      options.put("encoding", ConfigValue.plain(encoding.text()));
    }
    for (int i = 2; i < words.length; i += 2) {
      options.put(words[i], ConfigValue.plain(words[i + 1]));
    }
    open = plugin.open(new WorkloadRequest(new Settings(options, Map.of()), SEED, Path.of(".")));
    source = open.newSource();
  }

  @Benchmark
  public byte[] fill() {
    long i = index;
    index = i + oneOf;
    source.fill(i, 0, i, i * INTERVAL_NS, event);
    encoding.stamp(event.payload, 1, 0, i, i * INTERVAL_NS);
    return event.payload;
  }

  @TearDown
  public void close() {
    if (event.length <= encoding.stampAt() + encoding.stampLength()) {
      throw new IllegalStateException("no record was made");
    }
    open.close();
  }
}
