/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import io.weir.core.analysis.Verdict;
import java.util.Arrays;

/** What a verdict means for the reader: what its latencies are good for, and what to do next. */
final class VerdictWords {
  private VerdictWords() {}

  /** One sentence or two; empty for a verdict that this version does not know. */
  static String of(String name) {
    return Arrays.stream(Verdict.values())
        .filter(verdict -> verdict.name().equals(name))
        .map(VerdictWords::of)
        .findFirst()
        .orElse("");
  }

  private static String of(Verdict verdict) {
    return switch (verdict) {
      case VALID -> "These figures may be believed, and compared with other valid runs.";
      case SATURATED ->
          "The system did not keep up: its latencies show a growing queue and depend on how long the"
              + " run was. Lower the rate for latencies that last.";
      case CLIENT_LIMITED ->
          "The broker's client library was the limit, not the broker: do not compare these latencies."
              + " Use more publishers or lower the rate.";
      case SUBSCRIBER_LIMITED ->
          "The reading side was the limit: publish latency stands, end-to-end latency does not. Use"
              + " more subscribers or lower the rate.";
      case HOST_CONTENDED ->
          "This machine was too busy to send on time: do not compare these latencies. Give the load"
              + " cores of its own or lower the rate.";
      case GENERATOR_LIMITED ->
          "Weir itself could not send on time: do not compare these latencies. Use more load threads"
              + " or machines, or lower the rate.";
      case LOST ->
          "Records that the system had acknowledged never arrived. Latencies are of those that did;"
              + " run.json names examples.";
      case DUPLICATED ->
          "Records arrived more than once, which the guarantee excludes. Latencies are of first"
              + " copies; run.json names examples.";
      case REORDERED ->
          "Records arrived out of order, which the guarantee excludes. Latencies stand; run.json"
              + " names examples.";
      case WRONG_OUTPUT ->
          "The engine's results are wrong, so how soon they came says little. Look into the engine"
              + " or the query first.";
      case LATE_INPUT ->
          "Some input was too late for the engine to count; the windows concerned are left out. Raise"
              + " the watermark delay.";
      case DURABILITY_MISMATCH ->
          "The system promises something else than was asked for: compare only with runs of the same"
              + " settings, or correct them and run again.";
      case CLOCK_UNCERTAIN ->
          "Clocks are not good enough for latencies this small: do not rely on them. Synchronise the"
              + " hosts or run on one.";
      case UNSTABLE ->
          "Latency had not settled, so another run may well differ. Use a longer warm-up, a longer"
              + " window or a quieter machine.";
      case ERRORS ->
          "Records failed, and latencies are of the others alone. See logs/ for the cause before"
              + " comparing.";
      case INCOMPLETE ->
          "Do not compare anything of this run: it stopped early, or lacks what it was run for. Run it"
              + " again.";
    };
  }
}
