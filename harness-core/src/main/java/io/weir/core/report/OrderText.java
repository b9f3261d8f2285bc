/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import io.weir.core.experiment.Units;
import io.weir.core.results.OrderSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What became of the global order, as sentences for a terminal. */
final class OrderText {
  private OrderText() {}

  /** A few sentences on one subscription. */
  static List<String> of(OrderSummary order) {
    List<String> sentences = new ArrayList<>();
    for (OrderSummary.Case arrival :
        of(order, OrderSummary.NONE).filter(c -> c.records() > 0).toList()) {
      sentences.add(lost(order.subscription(), arrival));
      if (arrival.outOfOrder() > 0) {
        restored(order, OrderSummary.RECORDS).ifPresent(sentences::add);
        restored(order, OrderSummary.SLACK).ifPresent(sentences::add);
      }
    }
    if (order.skipped() > 0) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%,d records were not judged, for want of memory: the figures are too small",
              order.skipped()));
    }
    return sentences;
  }

  private static String lost(String subscription, OrderSummary.Case arrival) {
    if (arrival.outOfOrder() == 0) {
      return String.format(
          Locale.ROOT, "kept: %,d by %s, none behind a later one", arrival.records(), subscription);
    }
    return String.format(
        Locale.ROOT,
        "lost: %s of %,d by %s behind a later one, by %s",
        percent(arrival),
        arrival.records(),
        subscription,
        milliseconds(arrival.inversionP50Ns(), arrival.inversionP99Ns(), arrival.inversionMaxNs()));
  }

  /** The least buffer of a kind that restores it all, else what the largest leaves. */
  private static Optional<String> restored(OrderSummary order, String bound) {
    Optional<OrderSummary.Case> whole =
        of(order, bound).filter(c -> c.outOfOrder() == 0).findFirst();
    Optional<OrderSummary.Case> told = whole.or(() -> of(order, bound).reduce((a, b) -> b));
    return told.map(
        c ->
            (whole.isPresent() ? "restored by " : percent(c) + " left by ")
                + size(c)
                + ", which adds "
                + milliseconds(c.delayP50Ns(), c.delayP99Ns(), OptionalLong.empty()));
  }

  private static Stream<OrderSummary.Case> of(OrderSummary order, String bound) {
    return order.cases().stream().filter(c -> c.bound().equals(bound));
  }

  private static String size(OrderSummary.Case found) {
    long size = found.size().orElse(0);
    return found.bound().equals(OrderSummary.SLACK)
        ? Units.text(Duration.ofNanos(size)) + " of slack"
        : String.format(Locale.ROOT, "a buffer of %,d records", size);
  }

  private static String percent(OrderSummary.Case found) {
    double percent = 100 * found.outOfOrderShare().orElse(0);
    return percent > 0 && percent < 0.01
        ? "under 0.01%"
        : String.format(Locale.ROOT, "%.2f%%", percent);
  }

  /** Those that are known. */
  private static String milliseconds(OptionalLong p50Ns, OptionalLong p99Ns, OptionalLong maxNs) {
    String known =
        Stream.of(named(p50Ns, "p50"), named(p99Ns, "p99"), named(maxNs, "max"))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
    return known.isEmpty() ? "no delay that is known" : known;
  }

  private static Optional<String> named(OptionalLong ns, String name) {
    return ns.isEmpty()
        ? Optional.empty()
        : Optional.of(Milliseconds.text(ns.getAsLong()) + " ms (" + name + ")");
  }
}
