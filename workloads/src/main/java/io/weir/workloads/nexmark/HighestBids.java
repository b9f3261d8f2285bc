/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Row;
import io.weir.workloads.encoding.RecordReader;
import io.weir.workloads.query.Answer;
import io.weir.workloads.query.Windows;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * q7: the bids of the highest price of each window, all of them; bids that are alike in every
 * column of the result count once. Any bid of the window may change which those are, so the anchor
 * is the latest of all.
 */
final class HighestBids implements Answer {
  private final RecordReader bid;
  private final int auction;
  private final int bidder;
  private final int price;
  private final int extra;
  private final Windows<Highest> windows =
      new Windows<>(
          NexmarkQueries.WINDOW.toMillis(), NexmarkQueries.WINDOW.toMillis(), Highest::new);

  private static final class Highest implements Windows.Window {
    private final Set<Row> bids = new LinkedHashSet<>();
    private long price = Long.MIN_VALUE;
    private long anchorNs = Long.MIN_VALUE;

    @Override
    public void settle(long startMs, long endMs, Consumer<ExpectedRow> out) {
      for (Row b : bids) {
        Row row = Row.of(startMs, endMs, b.get(0), b.get(1), price, b.get(2), b.get(3));
        out.accept(new ExpectedRow(row, anchorNs, startMs, endMs));
      }
    }
  }

  HighestBids(RecordReader bid) {
    this.bid = bid;
    this.auction = bid.index("auction");
    this.bidder = bid.index("bidder");
    this.price = bid.index("price");
    this.extra = bid.index("extra");
  }

  @Override
  public void accept(int stream, long intendedNs, Consumer<ExpectedRow> out) {
    windows.at(bid.eventMs(), highest -> add(highest, intendedNs));
  }

  private void add(Highest highest, long intendedNs) {
    highest.anchorNs = Math.max(highest.anchorNs, intendedNs);
    long offered = bid.getLong(price);
    if (offered > highest.price) {
      highest.bids.clear();
      highest.price = offered;
    }
    if (offered == highest.price) {
      highest.bids.add(
          Row.of(bid.getLong(auction), bid.getLong(bidder), bid.eventMs(), bid.getString(extra)));
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
