/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Oracle;
import io.weir.spi.Row;
import io.weir.spi.Schema;
import io.weir.workloads.nexmark.NexmarkSchemas;
import io.weir.workloads.robots.RobotsSchemas;
import io.weir.workloads.sensors.SensorsSchemas;
import io.weir.workloads.shop.ShopSchemas;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Worked by hand. T is the event time of a run's first record; records are due at their times. */
class OracleTest {
  private static final long T = Schema.FIRST_EVENT_MS;

  private static long ns(long ms) {
    return ms * 1_000_000;
  }

  private static List<ExpectedRow> ask(String query, Rec... records) {
    return Oracles.ask(Asked.named(query).query(), Asked.named(query).settings(), List.of(records))
        .stream()
        .sorted(Comparator.comparing(row -> row.row().toString()))
        .toList();
  }

  private static Oracle oracle(String query) {
    return Asked.named(query).query().oracle(Asked.named(query).settings());
  }

  private static ExpectedRow row(long anchorMs, long fromMs, long untilMs, Object... values) {
    return new ExpectedRow(Row.of(values), ns(anchorMs), T + fromMs, T + untilMs);
  }

  private static Rec power(long ms, String robot, double watts) {
    return Rec.of(0, RobotsSchemas.POWER, T + ms, robot, watts);
  }

  private static Rec bid(int stream, long ms, long auction, long bidder, long price) {
    return Rec.of(
        stream, NexmarkSchemas.BID, T + ms, auction, bidder, price, "web", "url", "x" + bidder);
  }

  private static Rec auction(
      int stream, long ms, long id, long expiresMs, long seller, long category) {
    return Rec.of(
        stream,
        NexmarkSchemas.AUCTION,
        T + ms,
        id,
        "item",
        "what",
        1L,
        2L,
        T + expiresMs,
        seller,
        category,
        "e");
  }

  private static Rec person(int stream, long ms, long id, String name, String state) {
    return Rec.of(
        stream,
        NexmarkSchemas.PERSON,
        T + ms,
        id,
        name,
        "mail",
        "card",
        "city of " + name,
        state,
        "e");
  }

  @Test
  void passthroughTellsEachRecordAndNoTick() {
    assertEquals(
        List.of(row(5, 5, 6, T + 5, "a", 1.5), row(9, 9, 10, T + 9, "b", 0.0)),
        ask(
            "passthrough",
            power(5, "a", 1.5),
            Rec.tick(0, RobotsSchemas.POWER, T + 7),
            power(9, "b", 0.0)));
  }

  @Test
  void overloadIsAboveTheLimitAndNotAtIt() {
    assertEquals(
        List.of(row(6, 6, 7, T + 6, "a", 250.001)),
        ask("robots-overload", power(5, "a", 250), power(6, "a", 250.001), power(7, "a", 3)));
  }

  @Test
  void robotsAreSummedUpBySecond() {
    assertEquals(
        List.of(
                row(999, 0, 1000, T, T + 1000, "a", 3L, 0.2, 0.3),
                row(1000, 1000, 2000, T + 1000, T + 2000, "a", 1L, 7.0, 7.0),
                row(0, 0, 1000, T, T + 1000, "b", 1L, 5.0, 5.0))
            .stream()
            .sorted(Comparator.comparing(r -> r.row().toString()))
            .toList(),
        ask(
            "robots-1s",
            power(1000, "a", 7),
            power(999, "a", 0.1),
            power(0, "b", 5),
            power(500, "a", 0.3),
            Rec.tick(0, RobotsSchemas.POWER, T + 600),
            power(0, "a", 0.2)));
  }

  @Test
  void outliersAreOutsideTheirBoundsAndTheOthersNull() {
    // 25 ± 7.44, 1013 ± 7.44; at the bound is inside.
    Rec inside = reading(1, 17.56, 1020.44);
    Rec below = reading(2, 17.559, 1013);
    Rec both = reading(3, 32.441, 1005.559);
    assertEquals(
        List.of(row(2, 2, 3, outlier(2, 17.559, null)), row(3, 3, 4, outlier(3, 32.441, 1005.559))),
        ask("sensors-outliers", inside, below, both));
  }

  private static Object[] outlier(long ms, Object temperature, Object pressure) {
    return new Object[] {
      T + ms, "s", temperature, null, pressure, null, null, null, null, null, null
    };
  }

  private static Rec reading(long ms, double temperature, double pressure) {
    return reading(ms, "s", temperature, pressure, 200);
  }

  private static Rec reading(
      long ms, String station, double temperature, double pressure, double airQuality) {
    return Rec.of(
        0,
        SensorsSchemas.READING,
        T + ms,
        station,
        temperature,
        60.0,
        pressure,
        airQuality,
        30.0,
        50.0,
        500.0,
        5.0,
        0.0);
  }

  @Test
  void alertsAreCountedByStationAndTenSeconds() {
    assertEquals(
        List.of(
            row(9999, 0, 10_000, T, T + 10_000, "s", 2L),
            row(10_000, 10_000, 20_000, T + 10_000, T + 20_000, "s", 1L)),
        ask(
            "sensors-alerts-10s",
            reading(1, "s", 25, 1013, 240.001),
            reading(2, "s", 25, 1013, 240),
            reading(9999, "s", 25, 1013, 300),
            reading(10_000, "s", 25, 1013, 300),
            reading(10_001, "t", 25, 1013, 240)));
  }

  @Test
  void requestsOfScheduledTasksAreSummedUpByMachineAndMinute() {
    Schema tasks = Asked.named("cluster-usage-1m").schemas().get(0);
    assertEquals(
        List.of(
            row(59_999, 0, 60_000, T, T + 60_000, 7L, 2L, 0.3, 0.15, 0.5, 0.5),
            row(60_000, 60_000, 120_000, T + 60_000, T + 120_000, 7L, 1L, null, null, null, null)),
        ask(
            "cluster-usage-1m",
            task(tasks, 1, 7L, 1, 0.1, null),
            task(tasks, 59_999, 7L, 1, 0.2, 0.5),
            task(tasks, 2, 7L, 4, 9.0, 9.0), // finished
            task(tasks, 3, null, 1, 9.0, 9.0), // on no machine
            task(tasks, 60_000, 7L, 1, null, null)));
  }

  private static Rec task(
      Schema tasks, long ms, Long machine, long type, Double cpu, Double memory) {
    return Rec.of(
        0, tasks, T + ms, 1000 * ms, null, 1L, 2L, machine, type, "u", 0L, 1L, cpu, memory, null,
        null);
  }

  @Test
  void revenueIsOfPaidOrdersByProductAndMinute() {
    assertEquals(
        List.of(row(30, 0, 60_000, T, T + 60_000, "p", 2L, 5L, 700L)),
        ask(
            "shop-revenue-1m",
            order(10, "p", 2, 300, "placed"),
            order(20, "p", 2, 300, "paid"),
            order(30, "p", 3, 400, "paid"),
            order(40, "q", 1, 100, "cancelled")));
  }

  private static Rec order(long ms, String product, long quantity, long cents, String state) {
    return Rec.of(0, ShopSchemas.ORDER, T + ms, 1L, "u", product, quantity, cents, state);
  }

  @Test
  void q1TellsPricesInEuros() {
    assertEquals(
        List.of(row(3, 3, 4, 1L, 2L, 0.908 * 1000, T + 3, "x2")), ask("q1", bid(0, 3, 1, 2, 1000)));
  }

  @Test
  void q2FollowsSomeAuctions() {
    assertEquals(
        List.of(row(3, 3, 4, 123L, 10L), row(5, 5, 6, 246L, 12L)),
        ask("q2", bid(0, 3, 123, 2, 10), bid(0, 4, 122, 2, 11), bid(0, 5, 246, 2, 12)));
  }

  @Test
  void q3JoinsAuctionsWithTheirSellersAndCountsFromTheLaterOne() {
    assertEquals(
        List.of(
            row(5, 3, 6, "Ann", "city of Ann", "OR", 100L),
            row(9, 5, 10, "Ann", "city of Ann", "OR", 101L)),
        ask(
            "q3",
            auction(0, 3, 100, 50, 1, 10),
            person(1, 5, 1, "Ann", "OR"),
            person(1, 6, 2, "Bob", "WA"),
            auction(0, 7, 102, 50, 2, 10),
            auction(0, 8, 103, 50, 1, 11),
            auction(0, 9, 101, 50, 1, 10)));
  }

  @Test
  void q4IsTheMeanOfHighestBidsAndCountsFromTheLastChange() {
    List<ExpectedRow> rows =
        ask(
            "q4",
            bid(1, 12, 1, 5, 40), // before its auction
            auction(0, 10, 1, 20, 9, 10),
            auction(0, 11, 2, 20, 9, 10),
            auction(0, 11, 3, 20, 9, 11), // without a bid
            bid(1, 13, 2, 5, 10),
            bid(1, 20, 2, 5, 20), // at expiry still counts: the last change
            bid(1, 21, 2, 5, 99), // expired
            bid(1, 22, 1, 5, 99), // expired
            bid(1, 15, 1, 6, 40)); // no more than there was
    assertEquals(
        List.of(new ExpectedRow(Row.of(10L, 30.0), ns(20), Long.MIN_VALUE, Long.MAX_VALUE)), rows);
  }

  @Test
  void q4wTakesAuctionsAndBidsOfOneWindow() {
    assertEquals(
        List.of(row(9_000, 0, 10_000, T, T + 10_000, 10L, 30.0)),
        ask(
            "q4w",
            auction(0, 10, 1, 90_000, 9, 10),
            auction(0, 11, 2, 90_000, 9, 10),
            bid(1, 9_000, 1, 5, 40),
            bid(1, 100, 2, 5, 20),
            bid(1, 10_000, 2, 5, 99))); // another window than its auction
  }

  @Test
  void q5TellsAllAuctionsWithTheMostBidsEveryTwoSeconds() {
    List<ExpectedRow> rows =
        ask("q5", bid(0, 3_000, 1, 5, 1), bid(0, 3_100, 2, 5, 1), bid(0, 4_000, 2, 5, 1));
    assertEquals(
        List.of(
            // Before the bid at 4 s both have one.
            row(3_100, -6_000, 4_000, T - 6_000, T + 4_000, 1L, 1L),
            row(3_100, -6_000, 4_000, T - 6_000, T + 4_000, 2L, 1L),
            row(4_000, -4_000, 6_000, T - 4_000, T + 6_000, 2L, 2L),
            row(4_000, -2_000, 8_000, T - 2_000, T + 8_000, 2L, 2L),
            row(4_000, 0, 10_000, T, T + 10_000, 2L, 2L),
            row(4_000, 2_000, 12_000, T + 2_000, T + 12_000, 2L, 2L),
            row(4_000, 4_000, 14_000, T + 4_000, T + 14_000, 2L, 1L)),
        rows.stream()
            .sorted(
                Comparator.comparingLong(ExpectedRow::fromMs)
                    .thenComparing(r -> r.row().toString()))
            .toList());
  }

  @Test
  void q7TellsAllBidsOfTheHighestPriceAndCountsFromAnyBidOfTheWindow() {
    assertEquals(
        List.of(
            row(9_999, 0, 10_000, T, T + 10_000, 1L, 5L, 70L, T + 1, "x5"),
            row(9_999, 0, 10_000, T, T + 10_000, 2L, 6L, 70L, T + 2, "x6")),
        ask(
            "q7",
            bid(0, 1, 1, 5, 70),
            bid(0, 2, 2, 6, 70),
            bid(0, 2, 2, 6, 70), // the same again
            bid(0, 9_999, 3, 7, 69)));
  }

  @Test
  void q8TellsWhoCameAndSoldWithinTheWindow() {
    assertEquals(
        List.of(row(8_000, 0, 10_000, T, T + 10_000, 1L, "Ann")),
        ask(
            "q8",
            person(0, 1, 1, "Ann", "OR"),
            person(0, 2, 2, "Bob", "OR"),
            auction(1, 5, 100, 50, 1, 10),
            auction(1, 8_000, 101, 50, 1, 10),
            auction(1, 10_000, 102, 50, 2, 10)));
  }

  @Test
  void aWatermarkSettlesTheWindowsThatEndByIt() {
    Oracle oracle = oracle("robots-1s");
    List<ExpectedRow> rows = new ArrayList<>();
    for (Rec r : List.of(power(1000, "a", 7), power(999, "a", 1))) {
      oracle.accept(0, ByteBuffer.wrap(r.payload()), r.intendedNs(), rows::add);
    }
    oracle.watermark(T + 999, rows::add);
    assertEquals(List.of(), rows);
    oracle.watermark(T + 1000, rows::add);
    assertEquals(1, rows.size());
    oracle.watermark(T + 1500, rows::add);
    assertEquals(1, rows.size());
    Rec late = power(1499, "a", 1);
    assertThrows(
        IllegalStateException.class,
        () -> oracle.accept(0, ByteBuffer.wrap(late.payload()), 0, rows::add));
    oracle.finish(rows::add);
    assertEquals(2, rows.size());
  }

  @Test
  void whatIsNoRecordIsRefused() {
    Oracle oracle = oracle("robots-1s");
    assertThrows(
        IllegalArgumentException.class,
        () -> oracle.accept(0, ByteBuffer.wrap(new byte[] {'{', '}'}), 0, row -> {}));
  }
}
