/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import io.weir.workloads.encoding.RecordReader;

/**
 * What of an auction decides which bids count.
 *
 * @param fromMs event time from which on bids count
 * @param expiresMs event time up to which they do, inclusive
 */
record AuctionTerms(long category, long fromMs, long expiresMs) {
  /** True if a bid of this event time counts. */
  boolean admits(long eventMs) {
    return eventMs >= fromMs && eventMs <= expiresMs;
  }

  /** Reads auctions: their numbers and terms. */
  static final class Reader {
    private final RecordReader auction;
    private final int id;
    private final int category;
    private final int expires;

    Reader(RecordReader auction) {
      this.auction = auction;
      this.id = auction.index("id");
      this.category = auction.index("category");
      this.expires = auction.index("expires");
    }

    long eventMs() {
      return auction.eventMs();
    }

    long id() {
      return auction.getLong(id);
    }

    AuctionTerms terms() {
      return new AuctionTerms(
          auction.getLong(category), auction.eventMs(), auction.getLong(expires));
    }
  }
}
