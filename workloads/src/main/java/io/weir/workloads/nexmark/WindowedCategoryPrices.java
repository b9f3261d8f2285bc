/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Row;
import io.weir.workloads.encoding.RecordReader;
import io.weir.workloads.query.Anchored;
import io.weir.workloads.query.Answer;
import io.weir.workloads.query.Windows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * q4w: for each window and category the mean, over the auctions opened in the window with bids in
 * it, of their highest bids. Its anchor is the latest of those auctions and of the bids that count
 * for them.
 */
final class WindowedCategoryPrices implements Answer {
  private static final int AUCTIONS = 0;

  private final AuctionTerms.Reader auction;
  private final RecordReader bid;
  private final int auctionOf;
  private final int price;
  private final Windows<Window> windows =
      new Windows<>(
          NexmarkQueries.WINDOW.toMillis(), NexmarkQueries.WINDOW.toMillis(), Window::new);

  private record Bid(long price, long eventMs, long intendedNs) {}

  private static final class Prices {
    private long sum;
    private long count;
  }

  private static final class Window implements Windows.Window {
    private final Map<Long, Map<AuctionTerms, Long>> auctions = new HashMap<>();
    private final Map<Long, List<Bid>> bids = new HashMap<>();

    @Override
    public void settle(long startMs, long endMs, Consumer<ExpectedRow> out) {
      Map<Long, Anchored<Prices>> categories = new TreeMap<>();
      auctions.forEach(
          (id, terms) -> {
            // Of one number and category there is one highest bid, however often it was opened.
            Map<Long, Long> best = new HashMap<>();
            Map<Long, Long> latestNs = new HashMap<>();
            for (Bid b : bids.getOrDefault(id, List.of())) {
              terms.forEach(
                  (t, openedNs) -> {
                    if (t.admits(b.eventMs)) {
                      best.merge(t.category(), b.price, Math::max);
                      latestNs.merge(t.category(), Math.max(b.intendedNs, openedNs), Math::max);
                    }
                  });
            }
            best.forEach(
                (category, highest) -> {
                  Anchored<Prices> of =
                      categories.computeIfAbsent(category, c -> new Anchored<>(new Prices()));
                  of.value().sum = Math.addExact(of.value().sum, highest);
                  of.value().count++;
                  of.at(latestNs.getOrDefault(category, Long.MIN_VALUE));
                });
          });
      categories.forEach(
          (category, of) ->
              out.accept(
                  new ExpectedRow(
                      Row.of(startMs, endMs, category, (double) of.value().sum / of.value().count),
                      of.anchorNs(),
                      startMs,
                      endMs)));
    }
  }

  WindowedCategoryPrices(RecordReader auction, RecordReader bid) {
    this.auction = new AuctionTerms.Reader(auction);
    this.bid = bid;
    this.auctionOf = bid.index("auction");
    this.price = bid.index("price");
  }

  @Override
  public void accept(int stream, long intendedNs, Consumer<ExpectedRow> out) {
    if (stream == AUCTIONS) {
      windows.at(
          auction.eventMs(),
          w ->
              w.auctions
                  .computeIfAbsent(auction.id(), k -> new HashMap<>(2))
                  .merge(auction.terms(), intendedNs, Math::max));
    } else {
      windows.at(
          bid.eventMs(),
          w ->
              w.bids
                  .computeIfAbsent(bid.getLong(auctionOf), k -> new ArrayList<>())
                  .add(new Bid(bid.getLong(price), bid.eventMs(), intendedNs)));
    }
  }

  @Override
  public void settle(long eventMs, Consumer<ExpectedRow> out) {
    windows.settle(eventMs, out);
  }

  @Override
  public void finish(Consumer<ExpectedRow> out) {
    windows.finish(out);
  }
}
