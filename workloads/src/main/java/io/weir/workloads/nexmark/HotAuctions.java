/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Row;
import io.weir.workloads.encoding.RecordReader;
import io.weir.workloads.query.Answer;
import io.weir.workloads.query.Windows;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * q5: the auctions with the most bids of each window, all of them. Any bid of the window may change
 * which those are, so the anchor is the latest of all.
 */
final class HotAuctions implements Answer {
  private final RecordReader bid;
  private final int auction;
  private final Windows<Counts> windows =
      new Windows<>(NexmarkQueries.WINDOW.toMillis(), NexmarkQueries.SLIDE.toMillis(), Counts::new);

  private static final class Counts implements Windows.Window {
    private final Map<Long, Long> byAuction = new HashMap<>();
    private long most;
    private long anchorNs = Long.MIN_VALUE;

    void add(long auction, long intendedNs) {
      most = Math.max(most, byAuction.merge(auction, 1L, Long::sum));
      anchorNs = Math.max(anchorNs, intendedNs);
    }

    @Override
    public void settle(long startMs, long endMs, Consumer<ExpectedRow> out) {
      byAuction.forEach(
          (auction, count) -> {
            if (count == most) {
              out.accept(
                  new ExpectedRow(
                      Row.of(startMs, endMs, auction, count), anchorNs, startMs, endMs));
            }
          });
    }
  }

  HotAuctions(RecordReader bid) {
    this.bid = bid;
    this.auction = bid.index("auction");
  }

  @Override
  public void accept(int stream, long intendedNs, Consumer<ExpectedRow> out) {
    windows.at(bid.eventMs(), counts -> counts.add(bid.getLong(auction), intendedNs));
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
