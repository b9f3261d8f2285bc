/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.shop;

import io.weir.spi.Workload;
import io.weir.spi.testkit.WorkloadContract;
import java.util.List;
import java.util.Map;

class ShopContractTest extends WorkloadContract {
  @Override
  protected Workload workload() {
    return new ShopWorkload();
  }

  @Override
  protected List<Map<String, String>> variants() {
    return List.of(Map.of("users", "30", "products", "20", "open-orders", "10"));
  }
}
