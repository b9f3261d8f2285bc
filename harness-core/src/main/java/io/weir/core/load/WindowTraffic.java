/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.TrafficFacts;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * What is intended over the measured window: warm-up and cool-down are added around it. Immutable;
 * safe for use by any thread.
 */
interface WindowTraffic {
  /**
   * A fresh walk, the same each time: segments from offset 0 and index 0 on, contiguous, that end
   * with the window.
   */
  Schedule open();

  /**
   * Where slot k begins, ns from the window's start, if this is made of slots; of the number of
   * slots the window's end.
   */
  default Optional<LongUnaryOperator> slotBorders() {
    return Optional.empty();
  }

  /** What the walk comes to. */
  TrafficFacts facts();
}
