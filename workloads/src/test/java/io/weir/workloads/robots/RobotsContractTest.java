/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.robots;

import io.weir.spi.Workload;
import io.weir.spi.testkit.WorkloadContract;
import java.util.List;
import java.util.Map;

class RobotsContractTest extends WorkloadContract {
  @Override
  protected Workload workload() {
    return new RobotsWorkload();
  }

  @Override
  protected List<Map<String, String>> variants() {
    return List.of(Map.of("encoding", "avro"), Map.of("active", "b-model", "robots", "40"));
  }
}
