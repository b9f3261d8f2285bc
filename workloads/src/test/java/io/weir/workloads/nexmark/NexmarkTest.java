/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.Workload;
import io.weir.workloads.source.Bound;
import io.weir.workloads.source.SourceContract;
import io.weir.workloads.source.Walk;
import io.weir.workloads.source.Walk.Made;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import net.jqwik.api.Example;

class NexmarkTest extends SourceContract {
  private static final int EVENTS = 100_000;
  private static final double EVENT_RATE_HZ = 10_000;

  @Override
  protected Workload workload() {
    return new NexmarkWorkload();
  }

  @Override
  protected List<Settings> variants() {
    return List.of(
        settings(),
        settings(
            "avg-person-bytes",
            "200",
            "avg-auction-bytes",
            "500",
            "avg-bid-bytes",
            "100",
            "id-lead",
            "10"));
  }

  private Settings settings(String... optionsAndValues) {
    return Bound.settings(workload(), optionsAndValues);
  }

  private Walk walk(String... optionsAndValues) {
    return new Walk(workload(), settings(optionsAndValues), 6, EVENTS, EVENT_RATE_HZ);
  }

  @Example
  void everyFiftyEventsAreAPersonThreeAuctionsAndBids() {
    List<Made> made = walk().make();
    for (int i = 0; i < EVENTS; i++) {
      int offset = i % 50;
      assertThat(made.get(i).stream()).isEqualTo(offset == 0 ? 0 : offset < 4 ? 1 : 2);
    }
  }

  @Example
  void idsAscendAndWhatIsReferredToExists() {
    Walk walk = walk();
    Set<Long> persons = new HashSet<>();
    Set<Long> auctions = new HashSet<>();
    for (Made made : walk.make()) {
      switch (made.stream()) {
        case 0 -> {
          long id = (long) walk.value(made, "id");
          assertThat(id).isEqualTo(1_000 + persons.size());
          assertThat(made.key()).isEqualTo(Long.toString(id));
          persons.add(id);
        }
        case 1 -> {
          long id = (long) walk.value(made, "id");
          assertThat(id).isEqualTo(1_000 + auctions.size());
          assertThat(made.key()).isEqualTo(Long.toString(id));
          auctions.add(id);
          assertThat(persons).contains((long) walk.value(made, "seller"));
          assertThat((long) walk.value(made, "category")).isBetween(10L, 14L);
        }
        default -> {
          long auction = (long) walk.value(made, "auction");
          assertThat(auctions).contains(auction);
          assertThat(made.key()).isEqualTo(Long.toString(auction));
          assertThat(persons).contains((long) walk.value(made, "bidder"));
        }
      }
    }
  }

  @Example
  void aLeadRefersAhead() {
    Walk walk = walk("id-lead", "10");
    long ahead =
        walk.make(i -> i % 50 > 3).stream()
            .filter(
                m -> (long) walk.value(m, "auction") > 1_000 + NexmarkSource.lastAuction(m.index()))
            .count();
    // Half of the bids are on one of 101 auctions and ten more.
    double expected = EVENTS * 0.92 * 0.5 * 10 / 111;
    assertThat((double) ahead).isCloseTo(expected, within(0.1 * expected));
  }

  @Example
  void hotKeysHaveTheirShares() {
    Walk walk = walk();
    double hotAuctions = 0;
    double hotBidders = 0;
    double bids = 0;
    double hotSellers = 0;
    double auctions = 0;
    // Once there are all active people, so that the hot one is seldom drawn by chance.
    for (Made made : walk.make(i -> i >= 50_000 && i % 50 != 0)) {
      long lastPerson = NexmarkSource.lastPerson(made.index());
      if (made.stream() == 1) {
        auctions++;
        hotSellers += (long) walk.value(made, "seller") - 1_000 == lastPerson / 100 * 100 ? 1 : 0;
      } else {
        bids++;
        long last = NexmarkSource.lastAuction(made.index());
        hotAuctions += (long) walk.value(made, "auction") - 1_000 == last / 100 * 100 ? 1 : 0;
        hotBidders +=
            (long) walk.value(made, "bidder") - 1_000 == lastPerson / 100 * 100 + 1 ? 1 : 0;
      }
    }
    assertThat(hotAuctions / bids).isCloseTo(0.5 + 0.5 / 101, within(0.015));
    assertThat(hotBidders / bids).isCloseTo(0.75, within(0.015));
    assertThat(hotSellers / auctions).isCloseTo(0.75, within(0.03));
  }

  @Example
  void bidsAreOnTheLastHundredAuctionsOrTheHotOne() {
    Walk walk = walk();
    for (Made made : walk.make(i -> i % 50 > 3)) {
      long last = NexmarkSource.lastAuction(made.index());
      long auction = (long) walk.value(made, "auction") - 1_000;
      assertThat(auction).isBetween(Math.max(0, last - 100), last);
    }
  }

  @Example
  void pricesAreEvenlySpreadOverSixDecades() {
    Walk walk = walk();
    List<Double> exponents = new ArrayList<>();
    for (Made made : walk.make(i -> i % 50 > 3)) {
      exponents.add(Math.log10((long) walk.value(made, "price") / 100.0) / 6);
    }
    double[] sorted = exponents.stream().mapToDouble(e -> e).sorted().toArray();
    double distance = 0;
    for (int i = 0; i < sorted.length; i++) {
      distance = Math.max(distance, Math.abs(sorted[i] - (i + 0.5) / sorted.length));
    }
    // Kolmogorov and Smirnov; whole cents move a price of 1 by half a percent.
    assertThat(distance).isLessThan(1.63 / Math.sqrt(sorted.length) + 0.001);
  }

  @Example
  void auctionsLastUntilAHundredMoreAreThereOnAverage() {
    Walk walk = walk();
    double[] lengths =
        walk.make(i -> i % 50 > 0 && i % 50 < 4).stream()
            .mapToDouble(m -> (long) walk.value(m, "expires") - Walk.eventMs(m))
            .toArray();
    // 100 · 50 / 3 events at 10,000 a second.
    assertThat(DoubleStream.of(lengths).average().orElseThrow()).isCloseTo(167, within(5.0));
    assertThat(DoubleStream.of(lengths).min().orElseThrow()).isPositive();
    assertThat(DoubleStream.of(lengths).max().orElseThrow()).isLessThanOrEqualTo(334);
  }

  @Example
  void textsAreAsTheStandardMakesThem() {
    Walk walk = walk();
    for (Made made : walk.make(i -> i < 20_000)) {
      if (made.stream() == 0) {
        assertThat((String) walk.value(made, "name")).matches("[A-Z][a-z]+ [A-Z][a-z]+");
        assertThat((String) walk.value(made, "email_address"))
            .matches("[a-z]{3,6}@[a-z]{3,4}\\.com");
        assertThat((String) walk.value(made, "credit_card")).matches("(\\d{4} ){3}\\d{4}");
        assertThat((String) walk.value(made, "state")).matches("AZ|CA|ID|OR|WA|WY");
      } else if (made.stream() == 1) {
        assertThat((String) walk.value(made, "item_name")).matches("|[a-z]|[a-z][a-z ]{0,17}[a-z]");
        assertThat((String) walk.value(made, "description"))
            .matches("|[a-z]|[a-z][a-z ]{0,97}[a-z]");
        assertThat((long) walk.value(made, "reserve"))
            .isGreaterThanOrEqualTo((long) walk.value(made, "initial_bid") + 100);
      } else {
        assertThat((String) walk.value(made, "channel"))
            .matches("Google|Facebook|Baidu|Apple|channel-\\d{1,4}");
        assertThat((String) walk.value(made, "url"))
            .matches(
                "https://www\\.nexmark\\.com/([a-z_]{3,4}/){3}item\\.htm\\?query=1(&channel_id=\\d+)?");
      }
      assertThat((String) walk.value(made, "extra")).isEmpty();
    }
  }

  @Example
  void extraFillsUpToTheAverageSize() {
    Walk walk = walk("avg-bid-bytes", "100");
    double[] extra =
        walk.make(i -> i % 50 > 3).stream()
            .mapToDouble(m -> ((String) walk.value(m, "extra")).length())
            .toArray();
    assertThat(DoubleStream.of(extra).average().orElseThrow()).isCloseTo(68, within(1.0));
    assertThat(DoubleStream.of(extra).max().orElseThrow()).isLessThan(68 * 1.2 + 1);
  }

  @Example
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> workload().streams(settings("hot-auction-ratio", "0")))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("nexmark.hot-auction-ratio=0 ");
    assertThatThrownBy(() -> workload().streams(settings("avg-bid-bytes", "40000")))
        .hasMessageStartingWith("nexmark.avg-bid-bytes=40000 ");
  }
}
