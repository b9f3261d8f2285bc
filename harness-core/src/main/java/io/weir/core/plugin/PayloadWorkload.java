/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.Query;
import io.weir.spi.Workload;
import java.util.List;

/** The harness's own workload. */
final class PayloadWorkload implements Workload {
  static final String NAME = "payload";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "bytes of one size, with keys and compressibility as asked for";
  }

  @Override
  public List<Query> queries() {
    return List.of();
  }
}
