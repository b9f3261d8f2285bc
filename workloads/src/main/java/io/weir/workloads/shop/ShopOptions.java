/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.shop;

import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.Settings;
import io.weir.workloads.source.OptionChecks;
import java.util.List;

/**
 * What can be set of the shop. Immutable.
 *
 * @param users how many there are
 * @param products how many there are
 * @param zipf exponent of the products' popularity
 * @param openOrders orders that wait for payment, on average
 */
record ShopOptions(int users, int products, double zipf, int openOrders) {
  static final String WORKLOAD = "shop";

  private static final int MOST = 1_000_000;
  private static final double MOST_EXPONENT = 5;

  static final List<OptionSpec> SPECS =
      List.of(
          OptionSpec.of(
              "users", OptionType.INTEGER, "10000", "how many users there are, 1 to " + MOST),
          OptionSpec.of(
              "products", OptionType.INTEGER, "1000", "how many products there are, 1 to " + MOST),
          OptionSpec.of(
              "zipf",
              OptionType.NUMBER,
              "1.0",
              "exponent of the products' popularity: 0 for all alike, 5 at most"),
          OptionSpec.of(
              "open-orders",
              OptionType.INTEGER,
              "1000",
              "orders that wait to be paid or cancelled, on average: so many others are placed"
                  + " meanwhile; 1 to "
                  + MOST));

  static ShopOptions of(Settings settings) {
    OptionChecks checks = new OptionChecks(WORKLOAD, settings);
    return new ShopOptions(
        checks.integer("users", 1, MOST),
        checks.integer("products", 1, MOST),
        checks.number("zipf", 0, MOST_EXPONENT, "a number from 0 to 5"),
        checks.integer("open-orders", 1, MOST));
  }
}
