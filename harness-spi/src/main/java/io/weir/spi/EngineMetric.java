/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * One figure that an engine tells of a job. What engines have in common has a name here, and where
 * it can be told of the whole job it is: entity {@link #JOB}. An engine tells those that it can,
 * and leaves out the others rather than guess. Everything else has the engine's own name.
 *
 * @param entity what it is about: {@link #JOB}, or an operator or process as the engine names it
 * @param name lower case letters, digits and underscores
 * @param unit such as {@code records}, {@code ms}, {@code bytes}, {@code share}
 * @param value not NaN
 */
public record EngineMetric(String entity, String name, String unit, double value) {
  /** The entity of figures about the whole job. */
  public static final String JOB = "job";

  /**
   * Records read from the source topics, ticks included, since the job was first submitted if the
   * engine keeps count over restarts, else since it last started. A counter.
   */
  public static final String RECORDS_READ = "records_read";

  /** Rows handed to the sink, counted as {@link #RECORDS_READ}. */
  public static final String ROWS_WRITTEN = "rows_written";

  /** Records that were left out since they came later than the watermark. A counter. */
  public static final String LATE_DROPPED = "late_dropped";

  /** How often the job was started again. A counter. */
  public static final String RESTARTS = "restarts";

  /** Of an operator: the share of the last second in which it worked, 0 to 1. */
  public static final String BUSY = "busy";

  /** Of an operator: the share of the last second in which it waited for the next one. */
  public static final String BACK_PRESSURED = "back_pressured";

  /** Checkpoints completed. A counter. */
  public static final String CHECKPOINTS = "checkpoints";

  /** How long the last completed checkpoint took, ms. */
  public static final String CHECKPOINT_DURATION = "checkpoint_duration";

  /** Size of the last completed checkpoint, bytes. */
  public static final String CHECKPOINT_SIZE = "checkpoint_size";

  /** The job's lowest watermark, ms since the Unix epoch, in event time. */
  public static final String WATERMARK = "watermark";

  /** A figure about the whole job. */
  public static EngineMetric ofJob(String name, String unit, double value) {
    return new EngineMetric(JOB, name, unit, value);
  }
}
