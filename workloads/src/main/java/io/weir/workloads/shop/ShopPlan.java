/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.shop;

import io.weir.spi.Mix;
import io.weir.workloads.source.Draws;
import io.weir.workloads.source.Permutation;
import io.weir.workloads.source.Zipf;

/**
 * What happens in the shop, at any place of the schedule without what was before.
 *
 * <p>First come all users, then all products, a record each. Then come rounds of 32 records: thirty
 * browses, an order in their middle, at the end an order of before that is paid or cancelled. After
 * ten rounds, which are a block, a user and a product change. Round n places order n. Orders are
 * settled in groups of as many as are open on average: in the rounds of a group, those of the group
 * before, in random order; so each waits for one round at least. While there is none to settle, a
 * further browse takes its place.
 *
 * <p>Who orders has browsed the product in this round or the nine before. Immutable; any thread.
 */
final class ShopPlan {
  static final int BROWSES = 30;
  static final int ROUND = BROWSES + 2;
  static final int PLACE_AT = ROUND / 2 - 1;
  static final int SETTLE_AT = ROUND - 1;
  static final int ROUNDS = 10;
  static final int BLOCK = ROUNDS * ROUND + 2;
  static final int USER_AT = ROUNDS * ROUND;

  private static final int MOST_QUANTITY = 5;
  private static final double CANCELLED = 0.08;
  private static final double LEAST_PRICE_FACTOR = 0.8;
  private static final double PRICE_FACTOR_RANGE = 0.4;
  private static final double LEAST_CENTS = 199;
  private static final double PRICE_DECADES = 2.5;

  private final int users;
  private final int products;
  private final int openOrders;
  private final Zipf popularity;
  private final Permutation settling;
  private final long[] firstPrices;
  private final long browsing;
  private final long ordering;
  private final long changes;
  private final long pricing;
  private final long settlingSeed;

  ShopPlan(ShopOptions options, long seed) {
    users = options.users();
    products = options.products();
    openOrders = options.openOrders();
    popularity = new Zipf(products, options.zipf());
    settling = new Permutation(openOrders);
    browsing = Draws.seedFor(seed, "browses");
    ordering = Draws.seedFor(seed, "orders");
    changes = Draws.seedFor(seed, "changes");
    pricing = Draws.seedFor(seed, "prices");
    settlingSeed = Draws.seedFor(seed, "settling");
    firstPrices = new long[products];
    long first = Draws.seedFor(seed, "first prices");
    for (int p = 0; p < products; p++) {
      firstPrices[p] =
          Math.round(LEAST_CENTS * StrictMath.pow(10, PRICE_DECADES * Mix.unit(Mix.of(first, p))));
    }
  }

  /** Records before the first round: one of each user and product. */
  long introductions() {
    return (long) users + products;
  }

  /** The user that changes at the end of a block. */
  int changedUser(long block) {
    return Draws.below(Mix.of(changes, block), users);
  }

  /** The product that changes at the end of a block: each in its turn. */
  int changedProduct(long block) {
    return (int) (block % products);
  }

  /** How often a product has changed before a block. */
  long changesBefore(long block, int product) {
    return (block + products - 1 - product) / products;
  }

  /** A product's price in cents after so many changes: the first, give or take a fifth. */
  long priceCents(int product, long changed) {
    if (changed == 0) {
      return firstPrices[product];
    }
    double factor =
        LEAST_PRICE_FACTOR + PRICE_FACTOR_RANGE * Mix.unit(Mix.of(pricing ^ changed, product));
    return Math.round(firstPrices[product] * factor);
  }

  /** Who browses at a place of a round. */
  int browsingUser(long round, int place) {
    return Draws.below(Mix.of(browsing, 2 * (round * ROUND + place)), users);
  }

  /** What is browsed at a place of a round. */
  int browsedProduct(long round, int place) {
    return popularity.of(Mix.of(browsing, 2 * (round * ROUND + place) + 1));
  }

  /** The round in which the browse was that led to an order. */
  long leadingRound(long order) {
    return Math.max(0, order - Draws.below(Mix.of(ordering, 4 * order), ROUNDS));
  }

  /** Its place in that round: a browse before the order. */
  int leadingPlace(long order) {
    long bits = Mix.of(ordering, 4 * order + 1);
    if (leadingRound(order) == order) {
      return Draws.below(bits, PLACE_AT);
    }
    int browse = Draws.below(bits, BROWSES);
    return browse < PLACE_AT ? browse : browse + 1;
  }

  /** Pieces of an order: half of the orders of one, half of what is left of two, and so on. */
  int quantity(long order) {
    int more = Long.numberOfTrailingZeros(Mix.of(ordering, 4 * order + 2));
    return 1 + Math.min(more, MOST_QUANTITY - 1);
  }

  /** True if an order is cancelled in the end, false if it is paid. */
  boolean cancelled(long order) {
    return Draws.chance(Mix.of(ordering, 4 * order + 3), CANCELLED);
  }

  /** The order that a round settles; −1 if there is none yet. */
  long settled(long round) {
    long group = round / openOrders - 1;
    if (group < 0) {
      return -1;
    }
    return group * openOrders
        + settling.of(Mix.of(settlingSeed, group), (int) (round % openOrders));
  }
}
