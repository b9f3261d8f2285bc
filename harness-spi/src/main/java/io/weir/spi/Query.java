/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One query of a {@link Workload}. Methods are pure and may be called from any thread. The context
 * class loader is the plugin's own during every call.
 */
public interface Query {
  /** Unique within its workload; lower case letters, digits and dashes. */
  String name();

  /** One line for a list of queries. */
  String description();

  /** The streams that it reads, by {@link StreamSpec#name}; at least one. */
  List<String> inputs();

  /** What its rows hold. */
  ResultSchema result();

  /** Its longest window; zero for a query that answers record by record or without windows. */
  Duration window();

  /**
   * From the start of one window to the start of the next: {@link #window} itself for windows that
   * do not overlap. Windows are aligned to the Unix epoch, [k · slide, k · slide + window). Zero
   * for a query without windows, or with windows of several sizes.
   */
  default Duration slide() {
    return window();
  }

  /**
   * The dialects that it is written in: names that engine adapters look for, {@code flink}, {@code
   * spark} or {@code arroyo}.
   */
  Set<String> dialects();

  /**
   * Its text in a dialect: a SELECT over tables named as the {@link Schema} of each input; empty
   * exactly if the dialect is none of {@link #dialects}.
   */
  Optional<String> text(String dialect);

  /**
   * Why it is not written in a dialect: a reason that users read, in lower case and without a full
   * stop; empty if it is, or if the dialect is none that it knows of.
   */
  default Optional<String> reason(String dialect) {
    return Optional.empty();
  }

  /**
   * What it ought to answer.
   *
   * @param settings of the workload
   */
  Oracle oracle(Settings settings);
}
