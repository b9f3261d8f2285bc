/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.shop;

import io.weir.spi.Query;
import io.weir.spi.ResultSchema;
import io.weir.spi.ResultSchema.Mode;
import io.weir.spi.Row;
import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.workloads.encoding.RecordReader;
import io.weir.workloads.query.Columns;
import io.weir.workloads.query.GroupedWindows;
import io.weir.workloads.query.Passthrough;
import io.weir.workloads.query.SqlQuery;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** What is asked of the shop: all of it of its orders. */
final class ShopQueries {
  static final String INPUT = "orders";

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private ShopQueries() {}

  /** All of them, in the order of a list. */
  static List<Query> of(Function<Settings, List<StreamSpec>> streams) {
    return List.of(
        Passthrough.of("shop", streams, INPUT, ShopSchemas.ORDER),
        SqlQuery.of(
                "shop-revenue-1m",
                "orders, pieces and revenue by product and minute, of orders that are paid",
                streams,
                new ResultSchema(
                    Columns.ofWindow(
                        Field.of(ShopSchemas.PRODUCT_ID, Schema.Type.STRING),
                        Field.of("orders", Schema.Type.INT64),
                        Field.of("pieces", Schema.Type.INT64),
                        Field.of("revenue_cents", Schema.Type.INT64)),
                    List.of(Columns.WINDOW_START_MS, ShopSchemas.PRODUCT_ID),
                    Mode.APPEND),
                INPUT)
            .window(MINUTE)
            .answeredBy(readers -> revenue(readers.get(0))));
  }

  private static GroupedWindows<String> revenue(RecordReader order) {
    int product = order.index(ShopSchemas.PRODUCT_ID);
    int state = order.index(ShopSchemas.STATE);
    int quantity = order.index(ShopSchemas.QUANTITY);
    int amount = order.index(ShopSchemas.AMOUNT_CENTS);
    return new GroupedWindows<>(
        order,
        MINUTE.toMillis(),
        r -> r.getString(state).equals(ShopSchemas.PAID) ? r.getString(product) : null,
        () -> new Revenue(quantity, amount));
  }

  private static final class Revenue implements GroupedWindows.Group<String> {
    private final int quantity;
    private final int amount;
    private long orders;
    private long pieces;
    private long cents;

    Revenue(int quantity, int amount) {
      this.quantity = quantity;
      this.amount = amount;
    }

    @Override
    public void add(RecordReader record) {
      orders++;
      pieces += record.getLong(quantity);
      cents += record.getLong(amount);
    }

    @Override
    public Row row(String product, long startMs, long endMs) {
      return Row.of(startMs, endMs, product, orders, pieces, cents);
    }
  }
}
