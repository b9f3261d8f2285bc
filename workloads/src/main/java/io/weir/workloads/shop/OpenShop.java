/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.shop;

import io.weir.spi.EventSource;
import io.weir.spi.OpenWorkload;
import io.weir.spi.StreamSpec;
import io.weir.workloads.source.Ids;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The shop of one run. */
final class OpenShop implements OpenWorkload {
  private final List<StreamSpec> streams;
  private final long seed;
  private final ShopPlan plan;
  private final byte[][] users;
  private final byte[][] products;

  OpenShop(List<StreamSpec> streams, ShopOptions options, long seed) {
    this.streams = streams;
    this.seed = seed;
    this.plan = new ShopPlan(options, seed);
    this.users = Ids.of("user-", options.users(), 6);
    this.products = Ids.of("product-", options.products(), 4);
  }

  @Override
  public List<StreamSpec> streams() {
    return streams;
  }

  @Override
  public EventSource newSource() {
    return new ShopSource(streams, plan, users, products, seed);
  }

  @Override
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("users", Integer.toString(users.length));
    facts.put("products", Integer.toString(products.length));
    facts.put(
        "first records, which introduce users and products", Long.toString(plan.introductions()));
    return facts;
  }
}
