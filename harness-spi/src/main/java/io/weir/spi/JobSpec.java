/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.time.Duration;
import java.util.List;

/**
 * A job wanted: a query over topics that were just made, its rows into a topic that was just made.
 * The job reads every input from its beginning, each under the table name of its {@link Schema}.
 *
 * @param name tells the run; for the job, and for consumer groups, subscriptions and transactional
 *     ids that it needs: letters, digits and dashes
 * @param text one SELECT in the adapter's {@linkplain EngineAdapter#dialect dialect}
 * @param inputs in the order of the query's
 * @param output where its rows go
 * @param endpoint of the broker
 * @param guarantee of each record's effect on the result
 * @param parallelism of its operators; at least 1
 * @param checkpointInterval how often it makes its progress durable; of engines that work in
 *     batches without checkpoints besides, no meaning
 * @param watermarkDelay how far the watermark stays behind the latest event time
 * @param settings options and native settings of the plugin
 */
public record JobSpec(
    String name,
    String text,
    List<Input> inputs,
    Output output,
    Endpoint endpoint,
    Guarantee guarantee,
    int parallelism,
    Duration checkpointInterval,
    Duration watermarkDelay,
    Settings settings) {
  public JobSpec {
    inputs = List.copyOf(inputs);
  }

  /**
   * A source topic.
   *
   * @param topic its name
   * @param partitions of it
   * @param encoding of its records, JSON or AVRO
   * @param schema of its records
   */
  public record Input(String topic, int partitions, Encoding encoding, Schema schema) {}

  /**
   * The result topic.
   *
   * @param topic its name
   * @param partitions of it
   * @param rows what its rows hold and how they come
   */
  public record Output(String topic, int partitions, ResultSchema rows) {}
}
