/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.core.experiment.RunSpec;
import io.weir.spi.Encoding;
import io.weir.spi.OpenWorkload;
import io.weir.spi.Query;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The harness's own workload. */
final class PayloadWorkload implements Workload {
  static final String NAME = RunSpec.PAYLOAD;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "bytes of one size, with keys and compressibility as asked for";
  }

  @Override
  public List<StreamSpec> streams(Settings settings) {
    return List.of(
        new StreamSpec("records", Encoding.BINARY, Optional.empty(), OptionalInt.empty()));
  }

  @Override
  public OpenWorkload open(WorkloadRequest request) {
    throw new UnsupportedOperationException(
        "what its records are made of is in the run's spec, so a run makes them itself");
  }

  @Override
  public List<Query> queries() {
    return List.of();
  }
}
