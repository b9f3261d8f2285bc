/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Row;
import io.weir.workloads.encoding.RecordReader;
import io.weir.workloads.query.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * q4: for each category the mean, over its auctions with bids, of their highest bids; a row when
 * all is over. Its anchor is the last change: of each auction the earliest intended time at which
 * both the auction and a bid of its highest price were there, and of these the latest. Any record
 * might change it, so its span of event time has no end.
 *
 * <p>A number stands for one auction. Bids that come before theirs are held; what a watermark shows
 * to be over is folded into its category.
 */
final class CategoryPrices implements Answer {
  private static final int AUCTIONS = 0;

  private final AuctionTerms.Reader auction;
  private final RecordReader bid;
  private final int auctionOf;
  private final int price;
  private final Map<Long, Open> open = new HashMap<>();
  private final Map<Long, List<Early>> early = new HashMap<>();
  private final Map<Long, Category> categories = new TreeMap<>();

  private record Early(long price, long eventMs, long intendedNs) {}

  /** An auction that bids may still come for. */
  private static final class Open {
    private final AuctionTerms terms;

    /** Earliest intended time of the auction. */
    private long openedNs;

    private boolean any;
    private long best;

    /** Earliest intended time of a bid of the best price. */
    private long bestNs;

    Open(AuctionTerms terms, long openedNs) {
      this.terms = terms;
      this.openedNs = openedNs;
    }

    void bid(long bidPrice, long eventMs, long intendedNs) {
      if (!terms.admits(eventMs)) {
        return;
      }
      if (!any || bidPrice > best) {
        any = true;
        best = bidPrice;
        bestNs = intendedNs;
      } else if (bidPrice == best) {
        bestNs = Math.min(bestNs, intendedNs);
      }
    }

    long changedNs() {
      return Math.max(openedNs, bestNs);
    }
  }

  private static final class Category {
    private long auctions;
    private long prices;
    private long changedNs = Long.MIN_VALUE;

    void add(Open auction) {
      auctions++;
      prices = Math.addExact(prices, auction.best);
      changedNs = Math.max(changedNs, auction.changedNs());
    }
  }

  CategoryPrices(RecordReader auction, RecordReader bid) {
    this.auction = new AuctionTerms.Reader(auction);
    this.bid = bid;
    this.auctionOf = bid.index("auction");
    this.price = bid.index("price");
  }

  @Override
  public void accept(int stream, long intendedNs, Consumer<ExpectedRow> out) {
    if (stream == AUCTIONS) {
      open(intendedNs);
      return;
    }
    long of = bid.getLong(auctionOf);
    Open known = open.get(of);
    if (known == null) {
      early
          .computeIfAbsent(of, k -> new ArrayList<>())
          .add(new Early(bid.getLong(price), bid.eventMs(), intendedNs));
    } else {
      known.bid(bid.getLong(price), bid.eventMs(), intendedNs);
    }
  }

  private void open(long intendedNs) {
    long id = auction.id();
    AuctionTerms terms = auction.terms();
    Open known = open.get(id);
    if (known == null) {
      Open opened = new Open(terms, intendedNs);
      open.put(id, opened);
      List<Early> held = early.remove(id);
      if (held != null) {
        held.forEach(e -> opened.bid(e.price, e.eventMs, e.intendedNs));
      }
    } else if (known.terms.equals(terms)) {
      known.openedNs = Math.min(known.openedNs, intendedNs);
    } else {
      throw new IllegalStateException(
          "two auctions have the number " + id + ": " + known.terms + " and " + terms);
    }
  }

  @Override
  public void settle(long eventMs, Consumer<ExpectedRow> out) {
    for (Iterator<Open> all = open.values().iterator(); all.hasNext(); ) {
      Open auctionOrOver = all.next();
      if (Math.max(auctionOrOver.terms.expiresMs(), auctionOrOver.terms.fromMs()) < eventMs) {
        fold(auctionOrOver);
        all.remove();
      }
    }
    // Its auction would have to be as old as the bid.
    early.values().removeIf(bids -> bids.removeIf(e -> e.eventMs < eventMs) && bids.isEmpty());
  }

  private void fold(Open auctionOver) {
    if (auctionOver.any) {
      categories
          .computeIfAbsent(auctionOver.terms.category(), c -> new Category())
          .add(auctionOver);
    }
  }

  @Override
  public void finish(Consumer<ExpectedRow> out) {
    open.values().forEach(this::fold);
    open.clear();
    early.clear();
    categories.forEach(
        (category, of) ->
            out.accept(
                new ExpectedRow(
                    Row.of(category, (double) of.prices / of.auctions),
                    of.changedNs,
                    Long.MIN_VALUE,
                    Long.MAX_VALUE)));
    categories.clear();
  }
}
