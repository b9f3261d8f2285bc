/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.sensors;

import io.weir.spi.OpenWorkload;
import io.weir.spi.OptionSpec;
import io.weir.spi.Query;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import java.util.List;

/** The {@code sensors} workload: readings of a city's weather stations, outliers among them. */
public final class SensorsWorkload implements Workload {
  @Override
  public String name() {
    return SensorsOptions.WORKLOAD;
  }

  @Override
  public String description() {
    return "readings of a city's weather stations that trend, with outliers that are known";
  }

  @Override
  public List<OptionSpec> options() {
    return SensorsOptions.SPECS;
  }

  @Override
  public List<StreamSpec> streams(Settings settings) {
    return SensorsOptions.of(settings).streams();
  }

  @Override
  public List<Query> queries() {
    return SensorsQueries.of(this::streams);
  }

  @Override
  public OpenWorkload open(WorkloadRequest request) {
    return new OpenSensors(
        SensorsOptions.of(request.settings()), request.seed(), request.directory());
  }
}
