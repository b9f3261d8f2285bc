/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.robots;

import io.weir.spi.Encoding;
import io.weir.spi.OpenWorkload;
import io.weir.spi.OptionSpec;
import io.weir.spi.Query;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import java.util.List;
import java.util.OptionalDouble;

/** The {@code robots} workload: any number of robots, three streams, ten records a second each. */
public final class RobotsWorkload implements Workload {
  @Override
  public String name() {
    return RobotsOptions.WORKLOAD;
  }

  @Override
  public String description() {
    return "robots that send control power, acceleration and turn rate at 10 Hz each";
  }

  @Override
  public List<OptionSpec> options() {
    return RobotsOptions.SPECS;
  }

  @Override
  public List<StreamSpec> streams(Settings settings) {
    return streams(RobotsOptions.of(settings).encoding());
  }

  @Override
  public OptionalDouble rateHz(Settings settings) {
    return OptionalDouble.of(RobotsOptions.of(settings).rateHz());
  }

  @Override
  public boolean ownTimes(Settings settings) {
    return RobotsOptions.of(settings).bursts().isPresent();
  }

  @Override
  public List<Query> queries() {
    return RobotsQueries.of(this::streams);
  }

  @Override
  public OpenWorkload open(WorkloadRequest request) {
    RobotsOptions options = RobotsOptions.of(request.settings());
    return new OpenRobots(options, streams(options.encoding()), request.seed());
  }

  private static List<StreamSpec> streams(Encoding encoding) {
    return List.of(
        StreamSpec.of("power", encoding, RobotsSchemas.POWER),
        StreamSpec.of("accel", encoding, RobotsSchemas.ACCEL),
        StreamSpec.of("gyro", encoding, RobotsSchemas.GYRO));
  }
}
