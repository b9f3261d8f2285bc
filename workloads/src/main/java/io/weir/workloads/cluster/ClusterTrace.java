/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.spi.OpenWorkload;
import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.Query;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Job and task events of a compute cluster, replayed in the order of their times: two streams of
 * twelve partitions each.
 */
public final class ClusterTrace implements Workload {
  static final String NAME = "cluster-trace";
  static final String PATH_SETTING = NAME + ".path";

  private static final String PATH = "path";
  private static final String GENERATE = "generate";
  private static final String REPLAY = "replay";
  private static final String SPEED = "speed";
  private static final String PARTITION_BY = "partition-by";
  private static final String PROFILE = "profile";
  private static final String TIME = "time";

  private static final long MOST_GENERATED = 1_000_000_000;
  private static final int GENERATED_PARTS = 4;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "job and task events of a compute cluster, in the order of their times; in the format of"
        + " Google's traces of 2011";
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.optional(
            PATH,
            OptionType.STRING,
            "directory of the trace, with job_events/ and task_events/; without it a trace is"
                + " generated in the run's directory"),
        OptionSpec.of(
            GENERATE, OptionType.INTEGER, "100000", "rows of a generated trace, both tables"),
        OptionSpec.choice(
            REPLAY,
            "profile: records are due as the traffic profile says; time: at the times of the trace,"
                + " faster by speed",
            PROFILE,
            TIME),
        OptionSpec.of(
            SPEED,
            OptionType.NUMBER,
            "60",
            "seconds of the trace in a second of the run, where replay is time"),
        OptionSpec.choice(
            PARTITION_BY,
            "time: partition = the record's time in µs mod 12; key: by job, through the"
                + " partitioner",
            TIME,
            "key"));
  }

  @Override
  public List<StreamSpec> streams(Settings settings) {
    return Arrays.stream(TraceTable.values()).map(TraceTable::stream).toList();
  }

  @Override
  public boolean ownTimes(Settings settings) {
    return settings.require(REPLAY).equals(TIME);
  }

  @Override
  public boolean ownEventTimes(Settings settings) {
    return true;
  }

  @Override
  public boolean globallyOrdered() {
    return true;
  }

  @Override
  public List<Query> queries() {
    return ClusterQueries.of(this::streams);
  }

  @Override
  public OpenWorkload open(WorkloadRequest request) {
    Settings settings = request.settings();
    double speed = settings.number(SPEED);
    if (!(speed > 0 && speed <= 1e9)) {
      throw new SettingException(
          NAME + "." + SPEED, settings.require(SPEED), "a number above 0 and up to 1e9", "");
    }
    Optional<String> path = settings.get(PATH).filter(p -> !p.isEmpty());
    TraceFiles files;
    String origin;
    if (path.isPresent()) {
      files = TraceFiles.in(Path.of(path.get()));
      origin = path.get();
    } else {
      Path generated = free(request.directory());
      long rows = rows(settings);
      new TraceGenerator(TraceGenerator.Plan.of(rows, GENERATED_PARTS, request.seed()))
          .write(generated);
      files = TraceFiles.in(generated);
      origin = String.format(Locale.ROOT, "generated, %,d rows, seed %d", rows, request.seed());
    }
    return new OpenClusterTrace(
        origin,
        files,
        streams(settings),
        settings.require(PARTITION_BY).equals(TIME),
        ownTimes(settings) ? Optional.of(new TraceClock(files.firstUs(), speed)) : Optional.empty(),
        request.directory());
  }

  /** Where nothing is yet: a run may be opened more than once. */
  private static Path free(Path directory) {
    Path free = directory.resolve("trace");
    for (int n = 2; Files.exists(free); n++) {
      free = directory.resolve("trace-" + n);
    }
    return free;
  }

  private static long rows(Settings settings) {
    long rows = settings.integer(GENERATE);
    if (rows < 1 || rows > MOST_GENERATED) {
      throw new SettingException(
          NAME + "." + GENERATE,
          settings.require(GENERATE),
          "1 to " + MOST_GENERATED,
          "for a real trace, set " + PATH_SETTING);
    }
    return rows;
  }
}
