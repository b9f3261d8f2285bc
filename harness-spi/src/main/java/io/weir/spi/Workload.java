/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A workload plugin's service: what is published, and the queries that engines run on it. What is
 * here is asked before anything starts, but for {@link #open}.
 *
 * <p>Found by {@link java.util.ServiceLoader}; must have a public constructor without parameters
 * that does nothing. Methods are pure and may be called from any thread. The context class loader
 * is the plugin's own during every call.
 */
public interface Workload {
  /**
   * The name that the user calls it by: lower case letters, digits and dashes, beginning with a
   * letter.
   */
  String name();

  /** One line for a list of workloads. */
  String description();

  /** What the user can set of it, as {@code --set <name>.<option>=value}. */
  default List<OptionSpec> options() {
    return List.of();
  }

  /**
   * Its streams, in the order of {@link Event#stream}; at least one. A topic each.
   *
   * @param settings bound to {@link #options}
   * @throws SettingException naming an option that cannot be used
   */
  List<StreamSpec> streams(Settings settings);

  /**
   * The rate, in records a second over all streams, at which it is what it stands for: so many
   * robots at 10 Hz. The default of {@code --rate}; empty for a workload that fits any rate.
   *
   * @throws SettingException naming an option that cannot be used
   */
  default OptionalDouble rateHz(Settings settings) {
    return OptionalDouble.empty();
  }

  /**
   * True if it says itself when its records are due: its {@link OpenWorkload#timetable} is then
   * present, and the run has no rate and no traffic profile of its own.
   *
   * @throws SettingException naming an option that cannot be used
   */
  default boolean ownTimes(Settings settings) {
    return false;
  }

  /**
   * True if its records have event times of their own, as those of a trace do, and not {@link
   * Schema#eventMs}.
   *
   * @throws SettingException naming an option that cannot be used
   */
  default boolean ownEventTimes(Settings settings) {
    return false;
  }

  /**
   * True if its records have one order over all streams and partitions that readers care for: how
   * far it is lost on the way is then measured.
   */
  default boolean globallyOrdered() {
    return false;
  }

  /** Its queries, in the order of a list; empty for a workload that only brokers are given. */
  List<Query> queries();

  /**
   * Makes it ready to be published. May read files; must not need the broker.
   *
   * @throws SettingException naming an option that cannot be used
   */
  OpenWorkload open(WorkloadRequest request);
}
