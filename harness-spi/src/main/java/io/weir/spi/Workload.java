/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.List;

/**
 * A workload plugin's service: what is published, and the queries that engines run on it. What is
 * here is asked before anything starts.
 *
 * <p>Found by {@link java.util.ServiceLoader}; must have a public constructor without parameters
 * that does nothing. Methods are pure and may be called from any thread. The context class loader
 * is the plugin's own during every call.
 */
public interface Workload {
  /**
   * The name that the user calls it by: lower case letters, digits and dashes, beginning with a
   * letter.
   */
  String name();

  /** One line for a list of workloads. */
  String description();

  /** Its queries, in the order of a list; empty for a workload that only brokers are given. */
  List<Query> queries();
}
