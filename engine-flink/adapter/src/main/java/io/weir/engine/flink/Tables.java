/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import io.weir.spi.ConfigValue;
import io.weir.spi.JobSpec;
import io.weir.spi.ResultSchema;
import io.weir.spi.RowFormat;
import java.util.Map;
import java.util.Set;

/** How the tables of a job are connected to one kind of broker. */
sealed interface Tables permits KafkaTables, PulsarTables {
  /** File name of the job jar that has the connector. */
  String jar();

  /** How rows of a result come. */
  RowFormat format(ResultSchema rows);

  /** The options of an input's table, in order. */
  Map<String, ConfigValue> source(JobSpec spec, JobSpec.Input input, JobOptions options);

  /** The options of the result's table, in order. */
  Map<String, ConfigValue> sink(JobSpec spec, JobOptions options);

  /** Beginnings of the connector's options that native settings may give. */
  Set<String> prefixes();
}
