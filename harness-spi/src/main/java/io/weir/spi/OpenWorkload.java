/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A workload of one run. Its methods may be called from any thread; what they return belongs to one
 * thread each.
 */
public interface OpenWorkload extends AutoCloseable {
  /** As {@link Workload#streams} said. */
  List<StreamSpec> streams();

  /** A new source; all sources of a run make the same records. */
  EventSource newSource();

  /**
   * The workload's own intended times, from their beginning; each call returns a new walk over the
   * same times. Present exactly if {@link Workload#ownTimes}; otherwise the traffic profile says
   * when records are due.
   */
  default Optional<Timetable> timetable() {
    return Optional.empty();
  }

  /**
   * What is to be kept with the run and told its reader, such as how many lines of a trace were
   * bad; name to value, in the order of telling. Asked once the load has ended.
   */
  default Map<String, String> facts() {
    return Map.of();
  }

  /** Frees what it holds. */
  @Override
  default void close() {}
}
