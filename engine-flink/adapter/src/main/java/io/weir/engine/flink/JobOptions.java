/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The options of a job, bound. Immutable.
 *
 * @param stateBackend as Flink's configuration names it
 * @param checkpointStorage a URI for checkpoints; empty for the cluster's own
 * @param objectReuse whether chained operators hand each other objects without a copy
 * @param watermarkInterval how often sources say how far event time is
 * @param bufferTimeout how long a record may wait in a network buffer for others
 * @param miniBatch how long aggregations gather input; empty for not at all
 * @param fetchTime how long the Pulsar source gathers records
 * @param fetchRecords that a source takes from its client at once
 * @param sinkLinger how long a result may wait in the sink's client for others
 */
record JobOptions(
    String stateBackend,
    Optional<String> checkpointStorage,
    boolean objectReuse,
    Duration watermarkInterval,
    Duration bufferTimeout,
    Optional<Duration> miniBatch,
    Duration fetchTime,
    long fetchRecords,
    Duration sinkLinger) {
  static final String STATE_BACKEND = "state-backend";
  static final String CHECKPOINT_STORAGE = "checkpoint-storage";
  static final String OBJECT_REUSE = "object-reuse";
  static final String WATERMARK_INTERVAL = "watermark-interval";
  static final String BUFFER_TIMEOUT = "buffer-timeout";
  static final String MINI_BATCH = "mini-batch";
  static final String FETCH_TIME = "fetch-time";
  static final String FETCH_RECORDS = "fetch-records";
  static final String SINK_LINGER = "sink-linger";

  private static final long MILLISECOND_NS = 1_000_000;

  static List<OptionSpec> specs() {
    return List.of(
        OptionSpec.choice(
            STATE_BACKEND, "Where operators keep their state: heap or disk.", "hashmap", "rocksdb"),
        OptionSpec.optional(
            CHECKPOINT_STORAGE,
            OptionType.STRING,
            "Where checkpoints and savepoints lie, as a path or a URI such as s3://bucket/path that"
                + " all servers reach; none: the run's directory, or as an existing cluster has"
                + " it."),
        OptionSpec.of(
            OBJECT_REUSE,
            OptionType.BOOLEAN,
            "false",
            "Whether chained operators hand each other records without a copy."),
        OptionSpec.of(
            WATERMARK_INTERVAL,
            OptionType.DURATION,
            "20ms",
            "How often sources tell how far event time is; windows close as late as that. Flink's"
                + " own default is 200ms."),
        OptionSpec.of(
            BUFFER_TIMEOUT,
            OptionType.DURATION,
            "5ms",
            "How long a record may wait in a network buffer for others; 0: not at all. Flink's own"
                + " default is 100ms."),
        OptionSpec.optional(
            MINI_BATCH,
            OptionType.DURATION,
            "How long aggregations gather input before they touch state; none: they do not."),
        OptionSpec.of(
            FETCH_TIME,
            OptionType.DURATION,
            "10ms",
            "How long the Pulsar source gathers records before it hands them on; the connector's"
                + " own default is 10s. Of no meaning to Kafka, whose source hands on what it"
                + " has."),
        OptionSpec.of(
            FETCH_RECORDS,
            OptionType.INTEGER,
            "1000",
            "Records that a source takes from its client at once, at most."),
        OptionSpec.of(
            SINK_LINGER,
            OptionType.DURATION,
            "1ms",
            "How long a result may wait in the sink's client for others to share a request; 0: not"
                + " at all."));
  }

  /**
   * Binds.
   *
   * @throws SettingException if a value cannot be used
   */
  static JobOptions of(Settings settings) {
    long records = settings.integer(FETCH_RECORDS);
    if (records < 1 || records > Integer.MAX_VALUE) {
      throw new SettingException(
          "flink." + FETCH_RECORDS,
          String.valueOf(records),
          "a whole number from 1 to " + Integer.MAX_VALUE,
          "");
    }
    return new JobOptions(
        settings.require(STATE_BACKEND),
        settings.get(CHECKPOINT_STORAGE).filter(text -> !text.isBlank()).map(JobOptions::uri),
        settings.flag(OBJECT_REUSE),
        milliseconds(settings, WATERMARK_INTERVAL, 1),
        milliseconds(settings, BUFFER_TIMEOUT, 0),
        settings.get(MINI_BATCH).map(any -> milliseconds(settings, MINI_BATCH, 1)),
        milliseconds(settings, FETCH_TIME, 1),
        records,
        milliseconds(settings, SINK_LINGER, 0));
  }

  /** Flink takes a path for one of its default file system, which need not be the local one. */
  private static String uri(String text) {
    return text.startsWith("/") ? "file://" + text : text;
  }

  private static Duration milliseconds(Settings settings, String option, long leastMs) {
    long ns = settings.integer(option);
    if (ns % MILLISECOND_NS != 0 || ns / MILLISECOND_NS < leastMs) {
      throw new SettingException(
          "flink." + option,
          ns % 1_000 == 0 ? ns / 1_000 + "us" : ns + "ns",
          "whole milliseconds" + (leastMs == 0 ? "" : ", at least " + leastMs),
          "");
    }
    return Duration.ofNanos(ns);
  }
}
