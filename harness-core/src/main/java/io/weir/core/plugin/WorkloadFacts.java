/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.OptionSpec;
import io.weir.spi.ResultSchema;
import io.weir.spi.StreamSpec;
import java.time.Duration;
import java.util.List;

/**
 * What a workload says of itself.
 *
 * @param name as the user writes it
 * @param description one line
 * @param origin the plugin, or the harness
 * @param options that the user can set
 * @param streams with the options' defaults; empty if they cannot be told without a setting
 * @param queries in the workload's order
 */
public record WorkloadFacts(
    String name,
    String description,
    Origin origin,
    List<OptionSpec> options,
    List<StreamSpec> streams,
    List<QueryFacts> queries) {
  public WorkloadFacts {
    options = List.copyOf(options);
    streams = List.copyOf(streams);
    queries = List.copyOf(queries);
  }

  /**
   * What a query says of itself.
   *
   * @param name within its workload
   * @param description one line
   * @param inputs streams that it reads
   * @param mode how its rows come
   * @param window its longest window; zero without any
   * @param dialects it is written in, sorted
   */
  public record QueryFacts(
      String name,
      String description,
      List<String> inputs,
      ResultSchema.Mode mode,
      Duration window,
      List<String> dialects) {
    public QueryFacts {
      inputs = List.copyOf(inputs);
      dialects = List.copyOf(dialects);
    }
  }
}
