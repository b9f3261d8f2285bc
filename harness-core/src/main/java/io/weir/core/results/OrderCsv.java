/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.UnavailableException;
import java.util.List;

/**
 * Writes order.csv: for each subscription the order of arrival, then each buffer tried, a row each.
 */
public final class OrderCsv {
  private static final List<String> COLUMNS =
      List.of(
          "subscription",
          "bound",
          "size",
          "records",
          "out_of_order",
          "out_of_order_share",
          "inversion_p50_ns",
          "inversion_p99_ns",
          "inversion_max_ns",
          "delay_p50_ns",
          "delay_p99_ns",
          "delay_max_ns",
          "held_at_end",
          "skipped",
          "unplaced");

  private OrderCsv() {}

  /**
   * Writes the file; none if no order was measured.
   *
   * @throws UnavailableException if it cannot be written
   */
  public static void write(RunDirectory directory, List<OrderSummary> order) {
    if (order.isEmpty()) {
      return;
    }
    try (CsvFile csv = new CsvFile(directory.orderCsv(), COLUMNS)) {
      for (OrderSummary summary : order) {
        summary.cases().forEach(c -> csv.add(row(summary, c)));
      }
      csv.flush();
    }
  }

  private static List<String> row(OrderSummary summary, OrderSummary.Case found) {
    return List.of(
        summary.subscription(),
        found.bound(),
        CsvFile.text(found.size()),
        Long.toString(found.records()),
        Long.toString(found.outOfOrder()),
        CsvFile.text(found.outOfOrderShare()),
        CsvFile.text(found.inversionP50Ns()),
        CsvFile.text(found.inversionP99Ns()),
        CsvFile.text(found.inversionMaxNs()),
        CsvFile.text(found.delayP50Ns()),
        CsvFile.text(found.delayP99Ns()),
        CsvFile.text(found.delayMaxNs()),
        Long.toString(found.heldAtEnd()),
        Long.toString(summary.skipped()),
        Long.toString(summary.unplaced()));
  }
}
