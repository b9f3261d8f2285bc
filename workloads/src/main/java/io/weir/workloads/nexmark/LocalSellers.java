/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Row;
import io.weir.workloads.encoding.RecordReader;
import io.weir.workloads.query.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * q3: a row for each pair of an auction and its seller, when both are known. Its anchor is the
 * later of the two. All that could still be joined is held, as the query itself has to hold it:
 * that is every auction of the category and every person of the states, to the end of the run.
 */
final class LocalSellers implements Answer {
  private static final int AUCTIONS = 0;

  private final RecordReader auction;
  private final int id;
  private final int seller;
  private final int category;
  private final RecordReader person;
  private final int personId;
  private final int name;
  private final int city;
  private final int state;
  private final Map<Long, List<Seen>> sellers = new HashMap<>();
  private final Map<Long, List<Seen>> auctionsOf = new HashMap<>();

  private record Seen(Row row, long eventMs, long intendedNs) {}

  LocalSellers(RecordReader auction, RecordReader person) {
    this.auction = auction;
    this.id = auction.index("id");
    this.seller = auction.index("seller");
    this.category = auction.index("category");
    this.person = person;
    this.personId = person.index("id");
    this.name = person.index("name");
    this.city = person.index("city");
    this.state = person.index("state");
  }

  @Override
  public void accept(int stream, long intendedNs, Consumer<ExpectedRow> out) {
    if (stream == AUCTIONS) {
      if (auction.getLong(category) == NexmarkQueries.CATEGORY) {
        long of = auction.getLong(seller);
        Seen opened = new Seen(Row.of(auction.getLong(id)), auction.eventMs(), intendedNs);
        auctionsOf.computeIfAbsent(of, k -> new ArrayList<>(2)).add(opened);
        sellers.getOrDefault(of, List.of()).forEach(who -> tell(who, opened, out));
      }
    } else if (NexmarkQueries.STATES.contains(person.getString(state))) {
      Row row = Row.of(person.getString(name), person.getString(city), person.getString(state));
      Seen who = new Seen(row, person.eventMs(), intendedNs);
      long key = person.getLong(personId);
      sellers.computeIfAbsent(key, k -> new ArrayList<>(1)).add(who);
      auctionsOf.getOrDefault(key, List.of()).forEach(opened -> tell(who, opened, out));
    }
  }

  private static void tell(Seen who, Seen opened, Consumer<ExpectedRow> out) {
    out.accept(
        new ExpectedRow(
            Row.of(who.row.get(0), who.row.get(1), who.row.get(2), opened.row.get(0)),
            Math.max(who.intendedNs, opened.intendedNs),
            Math.min(who.eventMs, opened.eventMs),
            Math.max(who.eventMs, opened.eventMs) + 1));
  }

  @Override
  public void settle(long eventMs, Consumer<ExpectedRow> out) {}

  @Override
  public void finish(Consumer<ExpectedRow> out) {}
}
