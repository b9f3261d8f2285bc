/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.shop;

import io.weir.spi.Query;
import java.util.List;

/** The queries of the {@code shop} workload. */
final class ShopQueries {
  private ShopQueries() {}

  /** All, in the order of a list. */
  static List<Query> all() {
    return List.of();
  }
}
