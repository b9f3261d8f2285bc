/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.Guarantee;
import io.weir.spi.ResultSchema;
import io.weir.spi.RowFormat;
import java.util.List;

/**
 * What came of an engine's answers.
 *
 * @param query that was asked
 * @param guarantee that was asked for
 * @param mode how rows came, as they were compared
 * @param format how they were written
 * @param result what the comparison comes to
 * @param stillBehind true if the engine was still at work when waiting for it ended
 * @param rows counted
 * @param findings each kind that there is
 * @param input what stood in the source topics
 * @param goodput of the engine
 * @param latencies engine latency and window emission delay, as far as there are any
 */
public record EngineOutcome(
    String query,
    Guarantee guarantee,
    ResultSchema.Mode mode,
    RowFormat format,
    Result result,
    boolean stillBehind,
    Rows rows,
    List<Findings> findings,
    Input input,
    Rates goodput,
    List<LatencySummary> latencies) {
  public EngineOutcome {
    findings = List.copyOf(findings);
    latencies = List.copyOf(latencies);
  }

  /** What a comparison comes to. */
  public enum Result {
    /** Rows were judged, and there is no fault. */
    RIGHT,
    /** There is a fault. */
    WRONG,
    /** No row had to come, so that nothing is known of the engine; and no fault. */
    NOTHING_JUDGED
  }

  /**
   * Rows, counted.
   *
   * @param judged expected rows that had to come
   * @param right those that came as they ought to
   * @param allowed expected rows that might come
   * @param received records of the result topic
   * @param changes that they say: rows added, updated and taken back
   * @param passedOver rows that arrived, or were taken back, and are not judged
   */
  public record Rows(
      long judged, long right, long allowed, long received, long changes, long passedOver) {}

  /**
   * One kind of finding.
   *
   * @param kind missing, extra, wrong, duplicate, retraction or unreadable
   * @param count of all
   * @param fault true if the guarantee does not allow it
   * @param examples the first ones, a line each
   */
  public record Findings(String kind, long count, boolean fault, List<String> examples) {
    public Findings {
      examples = List.copyOf(examples);
    }
  }

  /**
   * What stood in the source topics.
   *
   * @param records of this run, every copy
   * @param cohort of them, those intended in the measured window
   * @param ticks of this run
   * @param unclosed partitions whose closing tick was not found
   * @param lateRecords that came later than the watermark delay for a window that would be judged
   * @param lateWindows that are left out because of them
   * @param worstInversionNs the furthest that one of them was behind, in event time
   * @param watermarkDelayNs how far it might be
   */
  public record Input(
      long records,
      long cohort,
      long ticks,
      int unclosed,
      long lateRecords,
      long lateWindows,
      long worstInversionNs,
      long watermarkDelayNs) {}

  /**
   * Goodput, per second of the measured window.
   *
   * @param inHz cohort records that stood in the source topics
   * @param outHz judged rows that were right and arrived inside the window
   */
  public record Rates(double inHz, double outHz) {}

  /** How many findings of a kind there are. */
  public long count(String kind) {
    return findings.stream().filter(f -> f.kind().equals(kind)).mapToLong(Findings::count).sum();
  }
}
