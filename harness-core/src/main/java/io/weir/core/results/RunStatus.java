/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

/** How far a run came. Written into run.json from its first byte on. */
public enum RunStatus {
  /** Not finished: under way, stopped by the user, or killed. */
  INCOMPLETE,
  /** Every phase ran to its end and every figure is written. */
  COMPLETE
}
