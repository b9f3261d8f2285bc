/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.Locale;

/** What a thread does in a run. */
public enum ThreadRole {
  /** Publishes by the schedule. */
  LOAD,
  /** Reports acknowledgements: a client's own thread. */
  ACK,
  /** Hands over received records. */
  RECEIVE;

  /** As samples write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
