/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

/** What came of one fault. */
public enum FaultVerdict {
  /** Survival was promised, and every acknowledged record was read back. */
  HELD,
  /** Survival was promised, and acknowledged records were not read back. */
  BROKEN,
  /** Nothing was promised, and acknowledged records were not read back: a finding. */
  LOST,
  /** Nothing was promised, and every acknowledged record was read back this time. */
  KEPT,
  /** The means of the experiment are not shown to work on this machine: its figures say nothing. */
  VOID,
  /** It did not come to its end. */
  INCOMPLETE
}
