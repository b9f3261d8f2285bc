/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.robots;

import io.weir.spi.Query;
import io.weir.spi.ResultSchema;
import io.weir.spi.ResultSchema.Mode;
import io.weir.spi.Row;
import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.workloads.encoding.RecordReader;
import io.weir.workloads.query.Columns;
import io.weir.workloads.query.DecimalSum;
import io.weir.workloads.query.GroupedWindows;
import io.weir.workloads.query.Passthrough;
import io.weir.workloads.query.PerRecord;
import io.weir.workloads.query.SqlQuery;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** What is asked of the robots: all of it of their control power. */
final class RobotsQueries {
  static final String INPUT = "power";

  /** Above it a robot is overloaded, W: what it takes only to accelerate with a load. */
  static final double LIMIT_W = 250;

  private static final Duration SECOND = Duration.ofSeconds(1);

  private RobotsQueries() {}

  /** All of them, in the order of a list. */
  static List<Query> of(Function<Settings, List<StreamSpec>> streams) {
    List<Field> power = Columns.of(RobotsSchemas.POWER);
    return List.of(
        Passthrough.of("robots", streams, INPUT, RobotsSchemas.POWER),
        SqlQuery.of(
                "robots-overload",
                "control power above " + LIMIT_W + " W",
                streams,
                new ResultSchema(power, List.of(), Mode.APPEND),
                INPUT)
            .answeredBy(readers -> overload(readers.get(0))),
        SqlQuery.of(
                "robots-1s",
                "count, mean and maximum of control power for each robot and second",
                streams,
                new ResultSchema(
                    Columns.ofWindow(
                        Field.of(RobotsSchemas.ROBOT_ID, Schema.Type.STRING),
                        Field.of("samples", Schema.Type.INT64),
                        Field.of("mean_power_w", Schema.Type.DOUBLE),
                        Field.of("max_power_w", Schema.Type.DOUBLE)),
                    List.of(Columns.WINDOW_START_MS, RobotsSchemas.ROBOT_ID),
                    Mode.APPEND),
                INPUT)
            .window(SECOND)
            .answeredBy(readers -> bySecond(readers.get(0))));
  }

  private static PerRecord overload(RecordReader power) {
    int robot = power.index(RobotsSchemas.ROBOT_ID);
    int watts = power.index(RobotsSchemas.POWER_W);
    return new PerRecord(
        power,
        r ->
            r.getDouble(watts) > LIMIT_W
                ? Row.of(r.eventMs(), r.getString(robot), r.getDouble(watts))
                : null);
  }

  private static GroupedWindows<String> bySecond(RecordReader power) {
    int robot = power.index(RobotsSchemas.ROBOT_ID);
    int watts = power.index(RobotsSchemas.POWER_W);
    return new GroupedWindows<>(
        power, SECOND.toMillis(), r -> r.getString(robot), () -> new Power(watts));
  }

  private static final class Power implements GroupedWindows.Group<String> {
    private final int watts;
    private final DecimalSum sum = new DecimalSum();
    private double max = Double.NEGATIVE_INFINITY;

    Power(int watts) {
      this.watts = watts;
    }

    @Override
    public void add(RecordReader record) {
      sum.add(record.getDouble(watts));
      max = Math.max(max, record.getDouble(watts));
    }

    @Override
    public Row row(String robot, long startMs, long endMs) {
      return Row.of(startMs, endMs, robot, sum.count(), sum.mean(), max);
    }
  }
}
