/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.util.Locale;

/**
 * The columns of summary.csv, in their order: the one list that the file, its reader and its
 * documentation are made from. New columns go to the end.
 */
public enum SummaryColumn {
  SCHEMA_VERSION("Version of this column list and of run.json."),
  RUN_ID("The run's id and its directory's name."),
  EXPERIMENT_ID("The experiment that the run belongs to."),
  DEPLOYMENT_ID("The set of fresh servers that the run used; runs that reuse them share it."),
  CELL("The combination of factors within the experiment."),
  BLOCK("The block within the experiment, from 0; each block holds every cell once."),
  REPEAT("Which run of the same cell on the same deployment, from 0."),
  DRIVER("Broker plugin."),
  DRIVER_VERSION("Version of the broker plugin."),
  SYSTEM_VERSION("Version of the broker as the cluster reports it."),
  ENGINE("Stream engine plugin."),
  ENGINE_VERSION("Version of the engine."),
  QUERY("The query that the engine ran."),
  GUARANTEE("The delivery guarantee asked of the engine."),
  DURABILITY("The durability level asked for."),
  DURABILITY_EFFECTIVE(
      "The tuple read back: copies/copies before acknowledgement/what an acknowledged copy has reached/copies needed to accept a write."),
  WORKLOAD("Event source."),
  PROFILE("Traffic profile."),
  RATE_HZ("Mean intended rate over the window, records per second; empty for a closed loop."),
  RATE_TEXT("The profile's rates as given; of one with further settings, all of them."),
  DURATION_S("Length of the measured window, seconds."),
  WARMUP_S("Length of the warm-up, seconds."),
  TOPICS("Number of topics."),
  PARTITIONS("Partitions of each topic."),
  PUBLISHERS("Publishers over all machines."),
  SUBSCRIBERS("Subscribers of each subscription."),
  SUBSCRIPTIONS("Subscriptions; each gets every record."),
  RECORD_BYTES(
      "Size of a record's value, bytes; the mean of those sent where a workload has others than payload."),
  KEYS("Key distribution, and the number of keys: zipf:10000."),
  COMPRESSIBILITY("Share of each payload that repeats, 0 to 1."),
  PARTITIONER("Who chooses partitions."),
  BATCH_BYTES("Largest batch of a publisher, bytes."),
  LINGER_NS("How long a batch may wait for more records, ns."),
  COMPRESSION("Batch compression."),
  NODES("Broker nodes: those the cluster describes, else those asked for."),
  PACING("How load threads wait for intended times."),
  MAX_IN_FLIGHT("Unanswered records allowed per publisher."),
  WORKERS("Machines that made load."),
  SEED("Fixes everything random."),
  HOST_FINGERPRINT("Identifies the machine and its settings."),
  CLOCK_BOUND_NS("How far the clocks of two hosts may have been apart, ns; empty on one host."),
  T0_EPOCH_NS("T0, ns since the Unix epoch."),
  SENT("Cohort records handed to a client."),
  ACKED("Cohort records acknowledged, whenever that was."),
  FAILED("Cohort records answered by an error."),
  UNANSWERED("Cohort records never answered."),
  RECEIVED("First copies of cohort records received, summed over subscriptions."),
  LOST("Cohort records acknowledged and never received, summed over subscriptions."),
  DUPLICATES("Further copies of cohort records, summed over subscriptions."),
  REORDERED(
      "Cohort records whose sequence went backwards within publisher and partition, summed over subscriptions."),
  INDETERMINATE_RECEIVED(
      "Cohort records received though they failed or were never answered, summed over subscriptions."),
  UNRECOGNISED(
      "Records received that this run did not publish, over all phases and subscriptions."),
  OFFERED_HZ("Cohort records due, per second of the window; empty for a closed loop."),
  GOODPUT_ACKED_HZ("Cohort records acknowledged inside the window, per second."),
  GOODPUT_DELIVERED_HZ(
      "Cohort records delivered inside the window, per second; of several subscriptions the least."),
  PUBLISH_LATENCY_P50_NS("Publish latency (acked − intended): median, ns."),
  PUBLISH_LATENCY_P90_NS("Publish latency (acked − intended): 90th percentile, ns."),
  PUBLISH_LATENCY_P99_NS("Publish latency (acked − intended): 99th percentile, ns."),
  PUBLISH_LATENCY_P999_NS("Publish latency (acked − intended): 99.9th percentile, ns."),
  PUBLISH_LATENCY_P9999_NS("Publish latency (acked − intended): 99.99th percentile, ns."),
  PUBLISH_LATENCY_MAX_NS("Publish latency (acked − intended): largest value, ns."),
  PUBLISH_LATENCY_MEAN_NS("Publish latency (acked − intended): mean, ns."),
  PUBLISH_SERVICE_TIME_P50_NS("Publish service time (acked − sent): median, ns."),
  PUBLISH_SERVICE_TIME_P99_NS("Publish service time (acked − sent): 99th percentile, ns."),
  PUBLISH_SERVICE_TIME_MAX_NS("Publish service time (acked − sent): largest value, ns."),
  SCHEDULE_DELAY_P50_NS("Schedule delay (sent − intended): median, ns."),
  SCHEDULE_DELAY_P99_NS("Schedule delay (sent − intended): 99th percentile, ns."),
  SCHEDULE_DELAY_MAX_NS("Schedule delay (sent − intended): largest value, ns."),
  SCHEDULE_DELAY_BLOCKED_SHARE(
      "Blocked part of the lateness of records more than 1 ms late, 0 to 1; empty if none was."),
  END_TO_END_LATENCY_P50_NS(
      "End-to-end latency (received − intended), all subscriptions together: median, ns."),
  END_TO_END_LATENCY_P90_NS(
      "End-to-end latency (received − intended), all subscriptions together: 90th percentile, ns."),
  END_TO_END_LATENCY_P99_NS(
      "End-to-end latency (received − intended), all subscriptions together: 99th percentile, ns."),
  END_TO_END_LATENCY_P999_NS(
      "End-to-end latency (received − intended), all subscriptions together: 99.9th percentile, ns."),
  END_TO_END_LATENCY_P9999_NS(
      "End-to-end latency (received − intended), all subscriptions together: 99.99th percentile, ns."),
  END_TO_END_LATENCY_MAX_NS(
      "End-to-end latency (received − intended), all subscriptions together: largest value, ns."),
  END_TO_END_LATENCY_MEAN_NS(
      "End-to-end latency (received − intended), all subscriptions together: mean, ns."),
  ENGINE_LATENCY_P50_NS("Engine latency (result received − anchor): median, ns."),
  ENGINE_LATENCY_P90_NS("Engine latency (result received − anchor): 90th percentile, ns."),
  ENGINE_LATENCY_P99_NS("Engine latency (result received − anchor): 99th percentile, ns."),
  ENGINE_LATENCY_P999_NS("Engine latency (result received − anchor): 99.9th percentile, ns."),
  ENGINE_LATENCY_MAX_NS("Engine latency (result received − anchor): largest value, ns."),
  ENGINE_LATENCY_MEAN_NS("Engine latency (result received − anchor): mean, ns."),
  WINDOW_EMISSION_DELAY_P50_NS("Window emission delay: median, ns."),
  WINDOW_EMISSION_DELAY_P99_NS("Window emission delay: 99th percentile, ns."),
  WINDOW_EMISSION_DELAY_MAX_NS("Window emission delay: largest value, ns."),
  OVERFLOW("Window values above 1 h, over all series: counted, in no percentile."),
  NON_POSITIVE(
      "Window values of 0 or less, over all series but schedule delay: counted, in no percentile."),
  HARNESS_CPU_S("CPU time of the harness over the window, seconds."),
  SERVERS_CPU_S("CPU time of all local servers over the window, seconds."),
  HARNESS_PEAK_RSS_BYTES("Largest resident set of the harness, bytes."),
  GC_PAUSE_TOTAL_NS("Garbage collection pauses of the harness over the window, summed, ns."),
  GC_PAUSE_MAX_NS("The longest of them, ns."),
  OVERLOAD_S(
      "Seconds of the window at whose end, of a bursty profile, fewer records had been answered or delivered than had been due for 100 ms."),
  VERDICT("Names of the verdicts, joined by +."),
  PEAK_HZ("Highest intended rate over the window, records per second; empty for a closed loop."),
  RECOVER_S(
      "The longest time that an overload of a bursty profile took until it was worked off, seconds; 0 without one, empty if it was not."),
  OUT_OF_ORDER_SHARE(
      "Cohort records received behind one that was intended later, of all received; of several subscriptions the largest; empty if the workload has no global order."),
  INVERSION_P50_NS(
      "Of those records the time by which the other was intended later: median, ns; of several subscriptions the largest."),
  INVERSION_P99_NS("The same: 99th percentile, ns."),
  INVERSION_MAX_NS("The same: largest value, ns."),
  ROWS_JUDGED("Rows of the result that had to come."),
  ROWS_RIGHT("Those of them that came as they ought to."),
  ROWS_MISSING("Judged rows that never came, or did not stay."),
  ROWS_EXTRA("Rows that nothing asked for."),
  ROWS_WRONG("Rows of a right key with another value."),
  ROWS_DUPLICATE("Rows that had come before."),
  ROWS_RETRACTED("Rows taken back that were not there, or of a result whose rows are final."),
  ROWS_UNREADABLE("Records of the result topic that are no rows of the result."),
  LATE_RECORDS("Records that came later than the watermark delay for a window to be judged."),
  LATE_WINDOWS("Windows left out because of them."),
  GOODPUT_ENGINE_IN_HZ(
      "Cohort records in the topics that the query reads, per second of the window."),
  GOODPUT_ENGINE_OUT_HZ("Right rows that arrived inside the window, per second."),
  ENGINE_CPU_S("CPU time of the engine's processes over the window, seconds."),
  ENGINE_PEAK_RSS_BYTES("Largest sum of the resident sets of the engine's processes, bytes."),
  ENGINE_RESTARTS("How often the job was started again."),
  ENGINE_RECOVERY_S(
      "From a fault put on the engine until results came as before, seconds; empty if they did not."),
  ENGINE_BACKLOG_MAX(
      "The most records that were due and not read by the engine, at the end of a second of the"
          + " window; empty after a fault, a change of parallelism or a restart.");

  private final String meaning;

  SummaryColumn(String meaning) {
    this.meaning = meaning;
  }

  /** The column's header. */
  public String header() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the column holds, in one sentence with its unit. */
  public String meaning() {
    return meaning;
  }
}
