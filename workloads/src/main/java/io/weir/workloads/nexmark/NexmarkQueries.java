/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import io.weir.spi.Query;
import java.util.List;

/** The queries of the {@code nexmark} workload. */
final class NexmarkQueries {
  private NexmarkQueries() {}

  /** All, in the order of a list. */
  static List<Query> all() {
    return List.of();
  }
}
