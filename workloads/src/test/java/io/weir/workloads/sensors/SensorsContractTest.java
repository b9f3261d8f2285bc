/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.sensors;

import io.weir.spi.Workload;
import io.weir.spi.testkit.WorkloadContract;
import java.util.List;
import java.util.Map;

class SensorsContractTest extends WorkloadContract {
  @Override
  protected Workload workload() {
    return new SensorsWorkload();
  }

  @Override
  protected List<Map<String, String>> variants() {
    return List.of(
        Map.of("encoding", "avro"), Map.of("kinds", "co2:400/30,uv:3/1", "ground-truth", "true"));
  }
}
