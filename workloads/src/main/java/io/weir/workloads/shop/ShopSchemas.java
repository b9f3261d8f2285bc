/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.shop;

import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import java.util.List;

/** What the shop's topics hold. Prices are whole cents. */
public final class ShopSchemas {
  public static final String USER_ID = "user_id";
  public static final String PRODUCT_ID = "product_id";
  public static final String ORDER_ID = "order_id";

  /** Price of one piece, in cents. */
  public static final String PRICE_CENTS = "price_cents";

  /** Pieces of an order. */
  public static final String QUANTITY = "quantity";

  /**
   * Quantity times the price at which the order was placed, in cents; the same in all its states.
   */
  public static final String AMOUNT_CENTS = "amount_cents";

  /** What became of an order: {@link #PLACED}, then {@link #PAID} or {@link #CANCELLED}. */
  public static final String STATE = "state";

  public static final String PLACED = "placed";
  public static final String PAID = "paid";
  public static final String CANCELLED = "cancelled";

  /** A user, as it is from this record on. */
  public static final Schema USER =
      Schema.of(
          "shop_user",
          Field.of(USER_ID, Schema.Type.STRING),
          Field.of("name", Schema.Type.STRING),
          Field.of("country", Schema.Type.STRING),
          Field.of("tier", Schema.Type.STRING));

  /** A product, as it is from this record on. */
  public static final Schema PRODUCT =
      Schema.of(
          "shop_product",
          Field.of(PRODUCT_ID, Schema.Type.STRING),
          Field.of("title", Schema.Type.STRING),
          Field.of("category", Schema.Type.STRING),
          Field.of(PRICE_CENTS, Schema.Type.INT64));

  /** A user looks at a product; where from is null if it is not known. */
  public static final Schema BROWSE =
      Schema.of(
          "shop_browse",
          Field.of(USER_ID, Schema.Type.STRING),
          Field.of(PRODUCT_ID, Schema.Type.STRING),
          Field.orNull("referrer", Schema.Type.STRING));

  /** An order enters a state. */
  public static final Schema ORDER =
      Schema.of(
          "shop_order",
          Field.of(ORDER_ID, Schema.Type.INT64),
          Field.of(USER_ID, Schema.Type.STRING),
          Field.of(PRODUCT_ID, Schema.Type.STRING),
          Field.of(QUANTITY, Schema.Type.INT32),
          Field.of(AMOUNT_CENTS, Schema.Type.INT64),
          Field.of(STATE, Schema.Type.STRING));

  /** All, in the order of the streams. */
  public static final List<Schema> ALL = List.of(USER, PRODUCT, BROWSE, ORDER);

  private ShopSchemas() {}
}
