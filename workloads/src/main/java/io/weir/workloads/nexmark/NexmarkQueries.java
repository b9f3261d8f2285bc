/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import static io.weir.spi.Schema.Type.DOUBLE;
import static io.weir.spi.Schema.Type.INT64;
import static io.weir.spi.Schema.Type.STRING;

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
import io.weir.workloads.query.Passthrough;
import io.weir.workloads.query.PerRecord;
import io.weir.workloads.query.SqlQuery;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Queries of the auction, numbered as in P. Tucker, K. Tufte, V. Papadimos, D. Maier, "NEXMark – a
 * benchmark for queries over data streams", 2008, with windows as in its Beam and Flink editions.
 */
final class NexmarkQueries {
  static final String PERSONS = "persons";
  static final String AUCTIONS = "auctions";
  static final String BIDS = "bids";

  /** Euros of a dollar. */
  static final double EUROS = 0.908;

  /** Auctions whose number it divides are followed. */
  static final long FOLLOWED = 123;

  /** The category and the states in which sellers are looked for. */
  static final long CATEGORY = 10;

  static final Set<String> STATES = Set.of("OR", "ID", "CA");

  static final Duration WINDOW = Duration.ofSeconds(10);
  static final Duration SLIDE = Duration.ofSeconds(2);

  private static final Field AUCTION = Field.of("auction", INT64);
  private static final Field BIDDER = Field.of("bidder", INT64);
  private static final Field PRICE = Field.of("price", INT64);
  private static final Field EVENT_MS = Field.of(Schema.EVENT_MS, INT64);
  private static final Field EXTRA = Field.of("extra", STRING);
  private static final Field CATEGORY_ID = Field.of("category", INT64);
  private static final Field MEAN_PRICE = Field.of("mean_price", DOUBLE);

  private NexmarkQueries() {}

  /** All of them, in the order of a list. */
  static List<Query> of(Function<Settings, List<StreamSpec>> streams) {
    return List.of(
        Passthrough.of("nexmark", streams, BIDS, NexmarkSchemas.BID),
        q1(streams),
        q2(streams),
        q3(streams),
        q4(streams),
        q4w(streams),
        q5(streams),
        q7(streams),
        q8(streams));
  }

  private static Query q1(Function<Settings, List<StreamSpec>> streams) {
    return SqlQuery.of(
            "q1",
            "bids with their prices in euros",
            streams,
            append(List.of(AUCTION, BIDDER, Field.of("price", DOUBLE), EVENT_MS, EXTRA)),
            BIDS)
        .answeredBy(
            readers -> {
              RecordReader bid = readers.get(0);
              int auction = bid.index("auction");
              int bidder = bid.index("bidder");
              int price = bid.index("price");
              int extra = bid.index("extra");
              return new PerRecord(
                  bid,
                  r ->
                      Row.of(
                          r.getLong(auction),
                          r.getLong(bidder),
                          EUROS * r.getLong(price),
                          r.eventMs(),
                          r.getString(extra)));
            });
  }

  private static Query q2(Function<Settings, List<StreamSpec>> streams) {
    return SqlQuery.of(
            "q2",
            "auction and price of bids on every " + FOLLOWED + "rd auction",
            streams,
            append(List.of(AUCTION, PRICE)),
            BIDS)
        .answeredBy(
            readers -> {
              RecordReader bid = readers.get(0);
              int auction = bid.index("auction");
              int price = bid.index("price");
              return new PerRecord(
                  bid,
                  r ->
                      r.getLong(auction) % FOLLOWED == 0
                          ? Row.of(r.getLong(auction), r.getLong(price))
                          : null);
            });
  }

  private static Query q3(Function<Settings, List<StreamSpec>> streams) {
    return SqlQuery.of(
            "q3",
            "auctions of category " + CATEGORY + " and their sellers in three states",
            streams,
            append(
                List.of(
                    Field.of("name", STRING),
                    Field.of("city", STRING),
                    Field.of("state", STRING),
                    Field.of("id", INT64))),
            AUCTIONS,
            PERSONS)
        .answeredBy(readers -> new LocalSellers(readers.get(0), readers.get(1)));
  }

  private static Query q4(Function<Settings, List<StreamSpec>> streams) {
    return SqlQuery.of(
            "q4",
            "mean of the highest bids on auctions by category, over all of them",
            streams,
            new ResultSchema(List.of(CATEGORY_ID, MEAN_PRICE), List.of("category"), Mode.UPSERT),
            AUCTIONS,
            BIDS)
        .without(
            SqlQuery.SPARK,
            "a streaming query of Spark cannot aggregate an aggregate that is updated; q4w does it"
                + " by window")
        .without(
            SqlQuery.ARROYO,
            "Arroyo cannot aggregate an aggregate that is updated; q4w does it by window")
        .answeredBy(readers -> new CategoryPrices(readers.get(0), readers.get(1)));
  }

  private static Query q4w(Function<Settings, List<StreamSpec>> streams) {
    return SqlQuery.of(
            "q4w",
            "mean of the highest bids by category and 10 s, over auctions opened and bids made"
                + " within them; another question than q4",
            streams,
            new ResultSchema(
                Columns.ofWindow(CATEGORY_ID, MEAN_PRICE),
                List.of(Columns.WINDOW_START_MS, "category"),
                Mode.APPEND),
            AUCTIONS,
            BIDS)
        .window(WINDOW)
        .answeredBy(readers -> new WindowedCategoryPrices(readers.get(0), readers.get(1)));
  }

  private static Query q5(Function<Settings, List<StreamSpec>> streams) {
    return SqlQuery.of(
            "q5",
            "auctions with the most bids in the last 10 s, every 2 s; all of them if several",
            streams,
            new ResultSchema(
                Columns.ofWindow(AUCTION, Field.of("num", INT64)),
                List.of(Columns.WINDOW_START_MS, "auction"),
                Mode.APPEND),
            BIDS)
        .window(WINDOW, SLIDE)
        .answeredBy(readers -> new HotAuctions(readers.get(0)));
  }

  private static Query q7(Function<Settings, List<StreamSpec>> streams) {
    return SqlQuery.of(
            "q7",
            "bids with the highest price of each 10 s; all of them if several",
            streams,
            append(Columns.ofWindow(AUCTION, BIDDER, PRICE, EVENT_MS, EXTRA)),
            BIDS)
        .window(WINDOW)
        .answeredBy(readers -> new HighestBids(readers.get(0)));
  }

  private static Query q8(Function<Settings, List<StreamSpec>> streams) {
    return SqlQuery.of(
            "q8",
            "persons who came and opened an auction within the same 10 s",
            streams,
            new ResultSchema(
                Columns.ofWindow(Field.of("id", INT64), Field.of("name", STRING)),
                List.of(Columns.WINDOW_START_MS, "id", "name"),
                Mode.APPEND),
            PERSONS,
            AUCTIONS)
        .window(WINDOW)
        .answeredBy(readers -> new NewSellers(readers.get(0), readers.get(1)));
  }

  private static ResultSchema append(List<Field> columns) {
    return new ResultSchema(columns, List.of(), Mode.APPEND);
  }
}
