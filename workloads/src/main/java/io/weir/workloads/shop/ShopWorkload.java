/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.shop;

import io.weir.spi.Encoding;
import io.weir.spi.OpenWorkload;
import io.weir.spi.OptionSpec;
import io.weir.spi.Query;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import java.util.List;

/** The {@code shop} workload: users browse and order, 30 : 1; orders are paid or cancelled. */
public final class ShopWorkload implements Workload {
  private static final List<StreamSpec> STREAMS =
      List.of(
          StreamSpec.of("users", Encoding.JSON, ShopSchemas.USER),
          StreamSpec.of("products", Encoding.JSON, ShopSchemas.PRODUCT),
          StreamSpec.of("browses", Encoding.JSON, ShopSchemas.BROWSE),
          StreamSpec.of("orders", Encoding.JSON, ShopSchemas.ORDER));

  @Override
  public String name() {
    return ShopOptions.WORKLOAD;
  }

  @Override
  public String description() {
    return "a shop whose users browse and order, 30 : 1; orders are placed, then paid or cancelled";
  }

  @Override
  public List<OptionSpec> options() {
    return ShopOptions.SPECS;
  }

  @Override
  public List<StreamSpec> streams(Settings settings) {
    ShopOptions.of(settings);
    return STREAMS;
  }

  @Override
  public List<Query> queries() {
    return ShopQueries.of(this::streams);
  }

  @Override
  public OpenWorkload open(WorkloadRequest request) {
    return new OpenShop(STREAMS, ShopOptions.of(request.settings()), request.seed());
  }
}
