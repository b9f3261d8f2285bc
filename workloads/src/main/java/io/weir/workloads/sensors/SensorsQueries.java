/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.sensors;

import io.weir.spi.Query;
import java.util.List;

/** The queries of the {@code sensors} workload. */
final class SensorsQueries {
  private SensorsQueries() {}

  /** All, in the order of a list. */
  static List<Query> all() {
    return List.of();
  }
}
