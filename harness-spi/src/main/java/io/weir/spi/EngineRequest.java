/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Optional;

/**
 * What an engine is asked to do, as far as it is settled: {@code
 * EngineRequest.any().broker("kafka", "kafka").query(workload, query)}. A part that is empty may be
 * anything. Parts may be added here without a change to plugins. Immutable.
 */
public final class EngineRequest {
  private static final EngineRequest ANY =
      new EngineRequest(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private final Optional<Broker> broker;
  private final Optional<Work> work;
  private final Optional<Guarantee> guarantee;
  private final Optional<Place> place;

  private EngineRequest(
      Optional<Broker> broker,
      Optional<Work> work,
      Optional<Guarantee> guarantee,
      Optional<Place> place) {
    this.broker = broker;
    this.work = work;
    this.guarantee = guarantee;
    this.place = place;
  }

  /** Where the engine runs. */
  public enum Place {
    /** On this machine, started by the harness. */
    LOCAL,
    /** Somewhere, before the harness. */
    EXISTING
  }

  /**
   * The broker that the engine reads from and writes to.
   *
   * @param driver name of its driver
   * @param protocol what its endpoint speaks, as {@link Capabilities#protocol}; what decides,
   *     unless the very broker matters
   */
  public record Broker(String driver, String protocol) {}

  /**
   * What runs in the engine.
   *
   * @param workload that the query belongs to
   * @param query one of its queries
   */
  public record Work(Workload workload, Query query) {}

  /** Nothing is settled. */
  public static EngineRequest any() {
    return ANY;
  }

  /** The same with a broker. */
  public EngineRequest broker(String driver, String protocol) {
    return new EngineRequest(Optional.of(new Broker(driver, protocol)), work, guarantee, place);
  }

  /** The same with a query. */
  public EngineRequest query(Workload workload, Query query) {
    return new EngineRequest(broker, Optional.of(new Work(workload, query)), guarantee, place);
  }

  /** The same with a guarantee. */
  public EngineRequest guarantee(Guarantee asked) {
    return new EngineRequest(broker, work, Optional.of(asked), place);
  }

  /** The same with a place. */
  public EngineRequest place(Place where) {
    return new EngineRequest(broker, work, guarantee, Optional.of(where));
  }

  public Optional<Broker> broker() {
    return broker;
  }

  public Optional<Work> work() {
    return work;
  }

  public Optional<Guarantee> guarantee() {
    return guarantee;
  }

  public Optional<Place> place() {
    return place;
  }
}
