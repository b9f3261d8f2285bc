/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.RunSpec.PayloadSpec;
import io.weir.spi.Encoding;
import io.weir.spi.EventSource;
import io.weir.spi.OpenWorkload;
import io.weir.spi.StreamSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The {@code payload} workload of one run. */
public final class PayloadRecords implements OpenWorkload {
  private static final List<StreamSpec> STREAMS =
      List.of(new StreamSpec("records", Encoding.BINARY, Optional.empty(), OptionalInt.empty()));

  private final PayloadSpec spec;
  private final long seed;
  private final KeyPicker keys;

  public PayloadRecords(PayloadSpec spec, long seed) {
    this.spec = spec;
    this.seed = seed;
    this.keys = new KeyPicker(spec.keys(), seed);
  }

  @Override
  public List<StreamSpec> streams() {
    return STREAMS;
  }

  @Override
  public EventSource newSource() {
    return new PayloadSource(spec, seed, keys);
  }
}
