/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import io.weir.spi.Workload;
import io.weir.spi.testkit.WorkloadContract;
import java.util.List;
import java.util.Map;

class NexmarkContractTest extends WorkloadContract {
  @Override
  protected Workload workload() {
    return new NexmarkWorkload();
  }

  @Override
  protected List<Map<String, String>> variants() {
    return List.of(Map.of("id-lead", "10", "avg-bid-bytes", "100"));
  }
}
