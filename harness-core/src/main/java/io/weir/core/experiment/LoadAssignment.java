/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import java.util.stream.IntStream;

/**
 * Which shares of the one global schedule run in this process. Record i of the schedule belongs to
 * publisher i mod n with sequence i div n, so any process can make any share from the spec alone.
 * One machine is a fleet of one.
 *
 * @param worker index of this process
 * @param workers how many processes the run has
 * @param publishers over all processes
 */
public record LoadAssignment(int worker, int workers, int publishers) {
  public LoadAssignment {
    if (workers < 1 || worker < 0 || worker >= workers || publishers < 1) {
      throw new IllegalArgumentException(
          "worker " + worker + " of " + workers + " with " + publishers + " publishers");
    }
  }

  /** All shares in this process. */
  public static LoadAssignment whole(int publishers) {
    return new LoadAssignment(0, 1, publishers);
  }

  /**
   * The publishers that one of this process's load threads owns, in ascending order: those p with p
   * mod (workers · threads) = worker · threads + thread.
   */
  public int[] publishersOf(int thread, int threads) {
    int lanes = workers * threads;
    int lane = worker * threads + thread;
    return IntStream.range(0, publishers).filter(p -> p % lanes == lane).toArray();
  }

  /** The publishers of this process, in ascending order. */
  public int[] publishersHere() {
    return publishersOf(0, 1);
  }
}
