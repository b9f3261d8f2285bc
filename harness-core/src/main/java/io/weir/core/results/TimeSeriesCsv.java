/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.results.TimeSeriesRow.PublishSide;
import io.weir.core.results.TimeSeriesRow.ReceiveSide;
import io.weir.spi.UnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Appends to timeseries.csv. Rows reach the operating system before {@link #append} returns. Not
 * thread-safe.
 */
public final class TimeSeriesCsv implements AutoCloseable {
  private static final List<String> COLUMNS =
      List.of(
          "second",
          "phase",
          "subscription",
          "due",
          "sent",
          "acked",
          "failed",
          "blocked_ns",
          "publish_latency_p50_ns",
          "publish_latency_p99_ns",
          "publish_latency_max_ns",
          "schedule_delay_p50_ns",
          "schedule_delay_p99_ns",
          "received",
          "duplicates",
          "end_to_end_latency_p50_ns",
          "end_to_end_latency_p99_ns",
          "end_to_end_latency_max_ns",
          "publish_backlog",
          "consume_backlog");
  private static final int PUBLISH_COLUMNS = 10;
  private static final int RECEIVE_COLUMNS = 5;

  private final CsvFile csv;

  private TimeSeriesCsv(CsvFile csv) {
    this.csv = csv;
  }

  /**
   * Starts the file of a run.
   *
   * @throws UnavailableException if it cannot be written
   */
  public static TimeSeriesCsv create(RunDirectory directory) {
    return new TimeSeriesCsv(new CsvFile(directory.timeSeriesCsv(), COLUMNS));
  }

  /**
   * Appends the rows of a second.
   *
   * @throws UnavailableException if they cannot be written
   */
  public void append(Collection<TimeSeriesRow> rows) {
    rows.forEach(row -> csv.add(fields(row)));
    csv.flush();
  }

  private static List<String> fields(TimeSeriesRow row) {
    List<String> fields = new ArrayList<>(COLUMNS.size());
    fields.add(Long.toString(row.second()));
    fields.add(row.phase().text());
    fields.add(row.receive().map(ReceiveSide::subscription).orElse(""));
    fields.addAll(row.publish().map(TimeSeriesCsv::publish).orElse(empty(PUBLISH_COLUMNS)));
    fields.addAll(row.receive().map(TimeSeriesCsv::receive).orElse(empty(RECEIVE_COLUMNS)));
    fields.add(row.publish().map(p -> Long.toString(p.backlog())).orElse(""));
    fields.add(row.receive().map(r -> Long.toString(r.backlog())).orElse(""));
    return fields;
  }

  private static List<String> publish(PublishSide p) {
    return List.of(
        Long.toString(p.due()),
        Long.toString(p.sent()),
        Long.toString(p.acked()),
        Long.toString(p.failed()),
        Long.toString(p.blockedNs()),
        CsvFile.text(p.publishLatency().p50Ns()),
        CsvFile.text(p.publishLatency().p99Ns()),
        CsvFile.text(p.publishLatency().maxNs()),
        CsvFile.text(p.scheduleDelay().p50Ns()),
        CsvFile.text(p.scheduleDelay().p99Ns()));
  }

  private static List<String> receive(ReceiveSide r) {
    return List.of(
        Long.toString(r.received()),
        Long.toString(r.duplicates()),
        CsvFile.text(r.endToEndLatency().p50Ns()),
        CsvFile.text(r.endToEndLatency().p99Ns()),
        CsvFile.text(r.endToEndLatency().maxNs()));
  }

  private static List<String> empty(int fields) {
    return Collections.nCopies(fields, "");
  }

  @Override
  public void close() {
    csv.close();
  }
}
