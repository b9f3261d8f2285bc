/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

/** What may be said of a run; several of them may hold, {@link #VALID} only by itself. */
public enum Verdict {
  /** Nothing speaks against the run's figures. */
  VALID,
  /** The system under test did not keep up. */
  SATURATED,
  /** A client's I/O thread was the limit. */
  CLIENT_LIMITED,
  /** A thread that handles received records was the limit. */
  SUBSCRIBER_LIMITED,
  /** Load threads waited for a CPU. */
  HOST_CONTENDED,
  /** The harness was the limit. */
  GENERATOR_LIMITED,
  /** Acknowledged records never arrived. */
  LOST,
  /** Records arrived more than once, against the guarantee. */
  DUPLICATED,
  /** Records arrived out of order, against the guarantee. */
  REORDERED,
  /** The engine's output differs from the oracle's. */
  WRONG_OUTPUT,
  /** Records came later than the watermark delay allows; their windows were left out. */
  LATE_INPUT,
  /** Effective durability differs from what was asked for. */
  DURABILITY_MISMATCH,
  /** Clocks may disagree by more than the figures can bear. */
  CLOCK_UNCERTAIN,
  /** There was no steady state at constant rate. */
  UNSTABLE,
  /** Records failed or were never answered. */
  ERRORS,
  /** The run did not come to its end. */
  INCOMPLETE;

  /** True if it names what kept the run from offering, taking or reading its load. */
  public boolean limit() {
    return switch (this) {
      case SATURATED, CLIENT_LIMITED, SUBSCRIBER_LIMITED, HOST_CONTENDED, GENERATOR_LIMITED -> true;
      default -> false;
    };
  }

  /** True if latencies of a run of this verdict may be compared with another's. */
  public boolean comparable() {
    return switch (this) {
      case GENERATOR_LIMITED, HOST_CONTENDED, CLIENT_LIMITED, INCOMPLETE -> false;
      default -> true;
    };
  }
}
