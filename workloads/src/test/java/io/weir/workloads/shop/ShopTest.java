/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.Workload;
import io.weir.workloads.source.Bound;
import io.weir.workloads.source.SourceContract;
import io.weir.workloads.source.Walk;
import io.weir.workloads.source.Walk.Made;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Example;

class ShopTest extends SourceContract {
  @Override
  protected Workload workload() {
    return new ShopWorkload();
  }

  @Override
  protected List<Settings> variants() {
    return List.of(
        settings(),
        settings("users", "50", "products", "20", "open-orders", "7"),
        settings("users", "1", "products", "3", "zipf", "0", "open-orders", "1"));
  }

  private Settings settings(String... optionsAndValues) {
    return Bound.settings(workload(), optionsAndValues);
  }

  /** What is known of an order when it has been placed. */
  record Placed(long index, String user, String product, long quantity, long amount) {}

  @Example
  void everythingHappensInItsOrder() {
    Walk walk =
        new Walk(
            workload(),
            settings("users", "100", "products", "40", "open-orders", "20"),
            12,
            140 + 322 * 300,
            RATE_HZ);
    Set<String> users = new HashSet<>();
    Map<String, Long> prices = new HashMap<>();
    Map<String, Long> lastBrowse = new HashMap<>();
    Map<Long, Placed> open = new HashMap<>();
    Set<Long> settled = new HashSet<>();
    long browses = 0;
    long placed = 0;
    long cancelled = 0;
    double waited = 0;
    long priceChanges = 0;
    for (Made made : walk.make()) {
      switch (made.stream()) {
        case 0 -> {
          String user = (String) walk.value(made, "user_id");
          assertThat(made.key()).isEqualTo(user);
          users.add(user);
        }
        case 1 -> {
          String product = (String) walk.value(made, "product_id");
          assertThat(made.key()).isEqualTo(product);
          Long before = prices.put(product, (long) walk.value(made, "price_cents"));
          assertThat(prices.get(product)).isBetween(150L, 80_000L);
          priceChanges += before != null && !before.equals(prices.get(product)) ? 1 : 0;
        }
        case 2 -> {
          browses++;
          String user = (String) walk.value(made, "user_id");
          String product = (String) walk.value(made, "product_id");
          assertThat(made.key()).isEqualTo(user);
          assertThat(users).contains(user);
          assertThat(prices).containsKey(product);
          lastBrowse.put(user + product, made.index());
        }
        default -> {
          long order = (long) walk.value(made, "order_id");
          String state = (String) walk.value(made, "state");
          Placed now =
              new Placed(
                  made.index(),
                  (String) walk.value(made, "user_id"),
                  (String) walk.value(made, "product_id"),
                  (long) walk.value(made, "quantity"),
                  (long) walk.value(made, "amount_cents"));
          assertThat(made.key()).isEqualTo(now.user);
          if (state.equals("placed")) {
            assertThat(order).isEqualTo(placed++);
            assertThat(now.quantity).isBetween(1L, 5L);
            assertThat(now.amount).isEqualTo(now.quantity * prices.get(now.product));
            assertThat(lastBrowse.getOrDefault(now.user + now.product, -1_000L))
                .isGreaterThanOrEqualTo(made.index() - 322);
            open.put(order, now);
          } else {
            assertThat(state).isIn("paid", "cancelled");
            Placed then = open.remove(order);
            assertThat(then).as("order %s, placed before and open", order).isNotNull();
            assertThat(now)
                .isEqualTo(
                    new Placed(now.index, then.user, then.product, then.quantity, then.amount));
            assertThat(settled.add(order)).isTrue();
            cancelled += state.equals("cancelled") ? 1 : 0;
            waited += now.index - then.index;
          }
        }
      }
    }
    assertThat(users).hasSize(100);
    assertThat(prices).hasSize(40);
    assertThat(priceChanges).isGreaterThan(200);
    assertThat(placed).isEqualTo(3_000);
    // While none is to be settled a browse takes its place: the first twenty rounds.
    assertThat(browses).isEqualTo(30 * placed + 20);
    assertThat(settled.size()).isEqualTo(2_980);
    assertThat((double) cancelled / settled.size()).isCloseTo(0.08, within(0.02));
    assertThat(waited / settled.size()).isCloseTo(20 * 32.2, within(20.0));
  }

  @Example
  void productsAreHotByZipf() {
    Walk walk =
        new Walk(workload(), settings("users", "10", "products", "100"), 3, 60_110, RATE_HZ);
    double[] browsed = new double[100];
    double browses = 0;
    for (Made made : walk.make(i -> i >= 110)) {
      if (made.stream() == ShopSource.BROWSES) {
        browses++;
        browsed[Integer.parseInt(((String) walk.value(made, "product_id")).substring(8))]++;
      }
    }
    double harmonic = 0;
    for (int k = 1; k <= 100; k++) {
      harmonic += 1.0 / k;
    }
    for (int k = 0; k < 100; k++) {
      double expected = browses / (k + 1) / harmonic;
      assertThat(browsed[k]).isCloseTo(expected, within(4.5 * Math.sqrt(expected)));
    }
  }

  @Example
  void revenueOfAMinuteIsTheSumOfWhatWasPaidInIt() {
    Walk walk =
        new Walk(
            workload(),
            settings("users", "20", "products", "10", "open-orders", "5"),
            2,
            100_000,
            RATE_HZ);
    Map<Long, Long> revenue = new HashMap<>();
    for (Made made : walk.make()) {
      if (made.stream() == ShopSource.ORDERS && "paid".equals(walk.value(made, "state"))) {
        revenue.merge(
            made.intendedNs() / 60_000_000_000L,
            (long) walk.value(made, "amount_cents"),
            Long::sum);
      }
    }
    assertThat(revenue).containsOnlyKeys(0L, 1L);
    assertThat(revenue.values()).allMatch(cents -> cents > 0);
  }

  @Example
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> workload().streams(settings("users", "0")))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("shop.users=0 ");
    assertThatThrownBy(() -> workload().streams(settings("zipf", "-1")))
        .hasMessageStartingWith("shop.zipf=-1 ");
  }
}
