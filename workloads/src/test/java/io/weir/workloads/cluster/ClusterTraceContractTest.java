/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.spi.Workload;
import io.weir.spi.testkit.WorkloadContract;
import java.util.List;
import java.util.Map;

class ClusterTraceContractTest extends WorkloadContract {
  @Override
  protected Workload workload() {
    return new ClusterTrace();
  }

  @Override
  protected List<Map<String, String>> variants() {
    return List.of(
        Map.of("generate", "2000"),
        Map.of("generate", "2000", "partition-by", "key"),
        Map.of("generate", "2000", "replay", "time", "speed", "600"));
  }
}
