/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.spi.Encoding;
import io.weir.spi.Schema;
import io.weir.spi.StreamSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The two tables of a trace that are replayed, with their columns in the order of the files.
 *
 * <p>Source: {@code schema.csv} of the trace clusterdata-2011-2, and C. Reiss, J. Wilkes, J. L.
 * Hellerstein, "Google cluster-usage traces: format + schema", version 2.1, 2014.
 */
enum TraceTable {
  /** Submission, scheduling and end of jobs. */
  JOB_EVENTS(
      "job_events",
      "job-events",
      new Column("time", "time_us", Schema.Type.INT64, true),
      new Column("missing info", "missing_info", Schema.Type.INT32, false),
      new Column("job ID", "job_id", Schema.Type.INT64, true),
      new Column("event type", "event_type", Schema.Type.INT32, true),
      new Column("user", "user", Schema.Type.STRING, false),
      new Column("scheduling class", "scheduling_class", Schema.Type.INT32, false),
      new Column("job name", "job_name", Schema.Type.STRING, false),
      new Column("logical job name", "logical_job_name", Schema.Type.STRING, false)),

  /** The same of the tasks that jobs consist of, with what they ask of a machine. */
  TASK_EVENTS(
      "task_events",
      "task-events",
      new Column("time", "time_us", Schema.Type.INT64, true),
      new Column("missing info", "missing_info", Schema.Type.INT32, false),
      new Column("job ID", "job_id", Schema.Type.INT64, true),
      new Column("task index", "task_index", Schema.Type.INT64, true),
      new Column("machine ID", "machine_id", Schema.Type.INT64, false),
      new Column("event type", "event_type", Schema.Type.INT32, true),
      new Column("user", "user", Schema.Type.STRING, false),
      new Column("scheduling class", "scheduling_class", Schema.Type.INT32, false),
      new Column("priority", "priority", Schema.Type.INT32, true),
      new Column("CPU request", "cpu_request", Schema.Type.DOUBLE, false),
      new Column("memory request", "memory_request", Schema.Type.DOUBLE, false),
      new Column("disk space request", "disk_request", Schema.Type.DOUBLE, false),
      new Column(
          "different machines restriction", "different_machines", Schema.Type.BOOLEAN, false));

  /** Partitions of either stream. */
  static final int PARTITIONS = 12;

  /** Where the time is, in both tables. */
  static final int TIME = 0;

  /** Where the job's number is, in both tables. */
  static final int JOB_ID = 2;

  private final String directory;
  private final String stream;

  // A copy that nobody can change.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Column> columns;

  TraceTable(String directory, String stream, Column... columns) {
    this.directory = directory;
    this.stream = stream;
    this.columns = List.of(columns);
  }

  /** Below the trace's directory; also the schema's name. */
  String directory() {
    return directory;
  }

  List<Column> columns() {
    return columns;
  }

  /** The stream that its rows become. */
  StreamSpec stream() {
    Schema.Field[] fields =
        columns.stream()
            .map(c -> new Schema.Field(c.field(), c.type(), !c.mandatory()))
            .toArray(Schema.Field[]::new);
    return new StreamSpec(
        stream,
        Encoding.JSON,
        Optional.of(Schema.of(directory, fields)),
        OptionalInt.of(PARTITIONS));
  }

  /**
   * One column.
   *
   * @param name as the trace's schema calls it
   * @param field of the record that it becomes
   * @param type of that field: INTEGER of the trace is 32 or 64 bits here, FLOAT a double, BOOLEAN
   *     is 0 or 1, STRING_HASH a text
   * @param mandatory whether the trace's schema forbids it to be empty
   */
  record Column(String name, String field, Schema.Type type, boolean mandatory) {}
}
