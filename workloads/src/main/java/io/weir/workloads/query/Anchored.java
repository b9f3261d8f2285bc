/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

/**
 * Something with the latest intended time of what went into it. Not thread-safe.
 *
 * @param <T> of what
 */
public final class Anchored<T> {
  private final T value;
  private long anchorNs = Long.MIN_VALUE;

  public Anchored(T value) {
    this.value = value;
  }

  /** A record of this intended time went into it. */
  public void at(long intendedNs) {
    anchorNs = Math.max(anchorNs, intendedNs);
  }

  public T value() {
    return value;
  }

  /** The latest intended time. */
  public long anchorNs() {
    return anchorNs;
  }
}
