/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.robots;

import io.weir.spi.Query;
import java.util.List;

/** The queries of the {@code robots} workload. */
final class RobotsQueries {
  private RobotsQueries() {}

  /** All, in the order of a list. */
  static List<Query> all() {
    return List.of();
  }
}
