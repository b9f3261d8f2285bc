/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import java.util.List;

/**
 * What a workload says of itself.
 *
 * @param name as the user writes it
 * @param description one line
 * @param origin the plugin, or the harness
 * @param queries in the workload's order
 */
public record WorkloadFacts(
    String name, String description, Origin origin, List<QueryFacts> queries) {
  public WorkloadFacts {
    queries = List.copyOf(queries);
  }

  /**
   * What a query says of itself.
   *
   * @param name within its workload
   * @param description one line
   * @param dialects it is written in, sorted
   */
  public record QueryFacts(String name, String description, List<String> dialects) {
    public QueryFacts {
      dialects = List.copyOf(dialects);
    }
  }
}
