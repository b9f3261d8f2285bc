/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import io.weir.spi.ResultSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a result differs from what it ought to be. Immutable.
 *
 * @param schema of the result
 * @param judged expected rows that had to come
 * @param allowed expected rows that might come
 * @param changes that arrived: rows added, updated and taken back
 * @param matched judged rows that came as they ought to
 * @param passedOver rows that arrived, or were taken back, but are not judged
 * @param duplicatesAllowed true if duplicates are no fault
 * @param findings each kind that there is, with its count and the first examples
 */
public record OutputReport(
    ResultSchema schema,
    long judged,
    long allowed,
    long changes,
    long matched,
    long passedOver,
    boolean duplicatesAllowed,
    Map<Finding.Kind, Findings> findings) {
  public OutputReport {
    findings =
        Collections.unmodifiableMap(
            findings.isEmpty() ? new EnumMap<>(Finding.Kind.class) : new EnumMap<>(findings));
  }

  /**
   * Findings of one kind.
   *
   * @param count of all
   * @param examples the first ones: expected rows in the order in which the oracle gave them,
   *     others in order of arrival
   */
  public record Findings(long count, List<Finding> examples) {
    public Findings {
      examples = List.copyOf(examples);
    }
  }

  /** How many findings of a kind there are. */
  public long count(Finding.Kind kind) {
    Findings of = findings.get(kind);
    return of == null ? 0 : of.count();
  }

  /** True if findings of this kind are a fault of the engine under the guarantee asked for. */
  public boolean isFault(Finding.Kind kind) {
    return kind != Finding.Kind.DUPLICATE || !duplicatesAllowed;
  }

  /** What a comparison comes to. */
  public enum Outcome {
    /** Rows were judged, and there is no fault. */
    RIGHT,
    /** There is a fault. */
    WRONG,
    /** No expected row had to come, so that nothing is known of the engine; and no fault. */
    NOTHING_JUDGED
  }

  /** What it comes to. */
  public Outcome outcome() {
    if (findings.keySet().stream().anyMatch(this::isFault)) {
      return Outcome.WRONG;
    }
    return judged == 0 ? Outcome.NOTHING_JUDGED : Outcome.RIGHT;
  }

  /** True if rows were judged, and there is no fault. */
  public boolean right() {
    return outcome() == Outcome.RIGHT;
  }

  /** For people: what was compared, then each kind of finding with its examples. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        (judged == 0
                ? "nothing judged: no expected row had to come"
                : matched + " of " + judged + " rows right")
            + (passedOver == 0 ? "" : "; " + passedOver + " not judged"));
    for (Map.Entry<Finding.Kind, Findings> entry : findings.entrySet()) {
      lines.add(
          entry.getValue().count()
              + " "
              + entry.getKey().text()
              + (isFault(entry.getKey()) ? "" : ", which the guarantee allows"));
      for (Finding example : entry.getValue().examples()) {
        lines.add("  " + example.text(schema));
      }
    }
    return lines;
  }
}
