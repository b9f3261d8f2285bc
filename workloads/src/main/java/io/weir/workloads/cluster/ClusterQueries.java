/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

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
import io.weir.workloads.query.SqlQuery;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** What is asked of the cluster: all of it of its tasks. */
final class ClusterQueries {
  /** The event type SCHEDULE: a task was put on a machine, once for each time that it is. */
  static final long SCHEDULE = 1;

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String MACHINE_ID = "machine_id";

  private ClusterQueries() {}

  /** All of them, in the order of a list. */
  static List<Query> of(Function<Settings, List<StreamSpec>> streams) {
    StreamSpec tasks = TraceTable.TASK_EVENTS.stream();
    return List.of(
        Passthrough.of("cluster-trace", streams, tasks.name(), tasks.schema().orElseThrow()),
        SqlQuery.of(
                "cluster-usage-1m",
                "sum and mean of what tasks ask for, CPU and memory, by machine and minute in which"
                    + " they are put on it",
                streams,
                new ResultSchema(
                    Columns.ofWindow(
                        Field.of(MACHINE_ID, Schema.Type.INT64),
                        Field.of("tasks", Schema.Type.INT64),
                        Field.orNull("cpu_sum", Schema.Type.DOUBLE),
                        Field.orNull("cpu_mean", Schema.Type.DOUBLE),
                        Field.orNull("memory_sum", Schema.Type.DOUBLE),
                        Field.orNull("memory_mean", Schema.Type.DOUBLE)),
                    List.of(Columns.WINDOW_START_MS, MACHINE_ID),
                    Mode.APPEND),
                tasks.name())
            .window(MINUTE)
            .answeredBy(readers -> usage(readers.get(0))));
  }

  private static GroupedWindows<Long> usage(RecordReader task) {
    int type = task.index("event_type");
    int machine = task.index(MACHINE_ID);
    int cpu = task.index("cpu_request");
    int memory = task.index("memory_request");
    return new GroupedWindows<>(
        task,
        MINUTE.toMillis(),
        r -> r.getLong(type) == SCHEDULE && !r.isNull(machine) ? r.getLong(machine) : null,
        () -> new Usage(cpu, memory));
  }

  private static final class Usage implements GroupedWindows.Group<Long> {
    private final int cpu;
    private final int memory;
    private final DecimalSum cpus = new DecimalSum();
    private final DecimalSum memories = new DecimalSum();
    private long tasks;

    Usage(int cpu, int memory) {
      this.cpu = cpu;
      this.memory = memory;
    }

    @Override
    public void add(RecordReader record) {
      tasks++;
      if (!record.isNull(cpu)) {
        cpus.add(record.getDouble(cpu));
      }
      if (!record.isNull(memory)) {
        memories.add(record.getDouble(memory));
      }
    }

    @Override
    public Row row(Long machine, long startMs, long endMs) {
      return Row.of(
          startMs, endMs, machine, tasks, cpus.sum(), cpus.mean(), memories.sum(), memories.mean());
    }
  }
}
