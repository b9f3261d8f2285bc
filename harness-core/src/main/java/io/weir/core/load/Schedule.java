/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import java.util.Optional;

/**
 * The global schedule of a run, one segment after the other. An instance is read by one thread;
 * every thread and machine makes its own and sees the same.
 */
public interface Schedule {
  /** The next segment, contiguous in time and index; empty at the end. */
  Optional<Segment> nextSegment();
}
