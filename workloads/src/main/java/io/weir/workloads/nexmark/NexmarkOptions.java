/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.Settings;
import io.weir.workloads.source.OptionChecks;
import java.util.List;

/**
 * What can be set of the auction, named as in the standard generator and with its defaults but for
 * the sizes and the lead. Immutable.
 *
 * @param hotAuctionRatio of so many bids one is not on the hot auction
 * @param hotSellerRatio of so many auctions one is not of the hot seller
 * @param hotBidderRatio of so many bids one is not of the hot bidder
 * @param inFlightAuctions of how many last auctions bids that are not on the hot one are
 * @param activePeople of how many last persons sellers and bidders are
 * @param idLead how many ids ahead of those that exist may be referred to
 * @param personBytes average size of a person by the standard's counting; 0 for no padding
 * @param auctionBytes likewise of an auction
 * @param bidBytes likewise of a bid
 */
record NexmarkOptions(
    int hotAuctionRatio,
    int hotSellerRatio,
    int hotBidderRatio,
    int inFlightAuctions,
    int activePeople,
    int idLead,
    int personBytes,
    int auctionBytes,
    int bidBytes) {
  static final String WORKLOAD = "nexmark";
  static final int MOST_BYTES = 32_768;

  private static final int MOST = 1_000_000;

  static final List<OptionSpec> SPECS =
      List.of(
          count("hot-auction-ratio", "2", "of so many bids one is not on the hot auction"),
          count("hot-seller-ratio", "4", "of so many auctions one is not of the hot seller"),
          count("hot-bidder-ratio", "4", "of so many bids one is not of the hot bidder"),
          count("in-flight-auctions", "100", "bids are on so many last auctions, or the hot one"),
          count("active-people", "1000", "sellers and bidders are of so many last persons"),
          OptionSpec.of(
              "id-lead",
              OptionType.INTEGER,
              "0",
              "how many ids ahead of those that exist may be referred to; the standard is 10"),
          bytes("avg-person-bytes", "a person", 200),
          bytes("avg-auction-bytes", "an auction", 500),
          bytes("avg-bid-bytes", "a bid", 100));

  static NexmarkOptions of(Settings settings) {
    OptionChecks checks = new OptionChecks(WORKLOAD, settings);
    return new NexmarkOptions(
        checks.integer("hot-auction-ratio", 1, MOST),
        checks.integer("hot-seller-ratio", 1, MOST),
        checks.integer("hot-bidder-ratio", 1, MOST),
        checks.integer("in-flight-auctions", 1, MOST),
        checks.integer("active-people", 1, MOST),
        checks.integer("id-lead", 0, MOST),
        checks.integer("avg-person-bytes", 0, MOST_BYTES),
        checks.integer("avg-auction-bytes", 0, MOST_BYTES),
        checks.integer("avg-bid-bytes", 0, MOST_BYTES));
  }

  private static OptionSpec count(String name, String defaultValue, String help) {
    return OptionSpec.of(name, OptionType.INTEGER, defaultValue, help + ", 1 to " + MOST);
  }

  private static OptionSpec bytes(String name, String what, int standard) {
    return OptionSpec.of(
        name,
        OptionType.INTEGER,
        "0",
        "fill extra of "
            + what
            + " until it has so many bytes on average as the standard counts them, up to "
            + MOST_BYTES
            + "; the standard is "
            + standard
            + ", 0 leaves extra empty");
  }
}
