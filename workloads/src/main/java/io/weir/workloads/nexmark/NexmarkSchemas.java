/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import java.util.List;

/**
 * What the auction's topics hold: names and types as in the standard generator, its date and time
 * being {@link Schema#EVENT_MS}. Prices are whole cents.
 */
public final class NexmarkSchemas {
  public static final Schema PERSON =
      Schema.of(
          "person",
          Field.of("id", Schema.Type.INT64),
          Field.of("name", Schema.Type.STRING),
          Field.of("email_address", Schema.Type.STRING),
          Field.of("credit_card", Schema.Type.STRING),
          Field.of("city", Schema.Type.STRING),
          Field.of("state", Schema.Type.STRING),
          Field.of("extra", Schema.Type.STRING));

  /** An auction; it expires at a time in ms since the Unix epoch. */
  public static final Schema AUCTION =
      Schema.of(
          "auction",
          Field.of("id", Schema.Type.INT64),
          Field.of("item_name", Schema.Type.STRING),
          Field.of("description", Schema.Type.STRING),
          Field.of("initial_bid", Schema.Type.INT64),
          Field.of("reserve", Schema.Type.INT64),
          Field.of("expires", Schema.Type.INT64),
          Field.of("seller", Schema.Type.INT64),
          Field.of("category", Schema.Type.INT64),
          Field.of("extra", Schema.Type.STRING));

  public static final Schema BID =
      Schema.of(
          "bid",
          Field.of("auction", Schema.Type.INT64),
          Field.of("bidder", Schema.Type.INT64),
          Field.of("price", Schema.Type.INT64),
          Field.of("channel", Schema.Type.STRING),
          Field.of("url", Schema.Type.STRING),
          Field.of("extra", Schema.Type.STRING));

  /** All, in the order of the streams. */
  public static final List<Schema> ALL = List.of(PERSON, AUCTION, BID);

  private NexmarkSchemas() {}
}
