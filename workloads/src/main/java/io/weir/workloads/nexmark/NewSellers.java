/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Row;
import io.weir.workloads.encoding.RecordReader;
import io.weir.workloads.query.Anchored;
import io.weir.workloads.query.Answer;
import io.weir.workloads.query.Windows;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * q8: a row for each person of a window who opened auctions in it. Its anchor is the latest record
 * of that person, or auction that the person opened, in the window.
 */
final class NewSellers implements Answer {
  private static final int PERSONS = 0;

  private final RecordReader person;
  private final int id;
  private final int name;
  private final RecordReader auction;
  private final int seller;
  private final Windows<Window> windows =
      new Windows<>(
          NexmarkQueries.WINDOW.toMillis(), NexmarkQueries.WINDOW.toMillis(), Window::new);

  private record Who(long id, String name) {}

  private static final class Window implements Windows.Window {
    private final Map<Who, Anchored<Who>> persons = new LinkedHashMap<>();
    private final Map<Long, Long> latestAuctionNs = new HashMap<>();

    @Override
    public void settle(long startMs, long endMs, Consumer<ExpectedRow> out) {
      persons.forEach(
          (who, anchored) -> {
            Long auctionNs = latestAuctionNs.get(who.id);
            if (auctionNs != null) {
              out.accept(
                  new ExpectedRow(
                      Row.of(startMs, endMs, who.id, who.name),
                      Math.max(anchored.anchorNs(), auctionNs),
                      startMs,
                      endMs));
            }
          });
    }
  }

  NewSellers(RecordReader person, RecordReader auction) {
    this.person = person;
    this.id = person.index("id");
    this.name = person.index("name");
    this.auction = auction;
    this.seller = auction.index("seller");
  }

  @Override
  public void accept(int stream, long intendedNs, Consumer<ExpectedRow> out) {
    if (stream == PERSONS) {
      Who who = new Who(person.getLong(id), person.getString(name));
      windows.at(
          person.eventMs(), w -> w.persons.computeIfAbsent(who, Anchored::new).at(intendedNs));
    } else {
      windows.at(
          auction.eventMs(),
          w -> w.latestAuctionNs.merge(auction.getLong(seller), intendedNs, Math::max));
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
