/* SPDX-License-Identifier: Apache-2.0 */
package org.example.toy;

import io.weir.spi.Workload;
import io.weir.spi.testkit.WorkloadContract;
import java.util.List;
import java.util.Map;

final class ToyWorkloadContractTest extends WorkloadContract {
  @Override
  protected Workload workload() {
    return new ToyWorkload();
  }

  @Override
  protected List<Map<String, String>> variants() {
    return List.of(Map.of("boxes", "1"));
  }
}
