/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Optional;
import java.util.Set;

/**
 * One query of a {@link Workload}. Methods are pure and may be called from any thread. The context
 * class loader is the plugin's own during every call.
 */
public interface Query {
  /** Unique within its workload; lower case letters, digits and dashes. */
  String name();

  /** One line for a list of queries. */
  String description();

  /**
   * The dialects that it is written in: names that engine adapters look for, such as {@code
   * flink-sql}.
   */
  Set<String> dialects();

  /** Its text in a dialect; empty exactly if the dialect is none of {@link #dialects}. */
  Optional<String> text(String dialect);
}
