/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * A buffer that puts records into the order of their intended times as far as its bound allows, and
 * what comes of it: which records are out of order still, and how long each was held.
 *
 * <p>Bounded by records, it is sorting by replacement of the least: with the buffer full, each
 * arrival drives the earliest record out. Bounded by time, it is K-slack (S. Babu, U. Srivastava,
 * J. Widom, "Exploiting k-constraints to reduce memory overhead in continuous queries over data
 * streams", ACM TODS 29(3), 2004, have the constraint): all go that are at least K behind the
 * latest arrival. What comes too late for its place goes out at once, out of order.
 *
 * <p>A record costs O(log n) of the n that are held, nothing is allocated but when more are held
 * than ever before. Not thread-safe.
 */
final class ReorderBuffer {
  private static final int FIRST_ROOM = 1 << 6;
  private static final int DIGITS = 3;

  private final OrderBound bound;
  private final PhaseWindow window;
  private final Histogram inversions = new Histogram(DIGITS);
  private final Histogram delays = new Histogram(DIGITS);

  /** A binary heap by intended time, then time of arrival: the earliest first. */
  private long[] intended = new long[FIRST_ROOM];

  private long[] received = new long[FIRST_ROOM];
  private int held;

  private long latestIn = Long.MIN_VALUE;
  private long latestOut = Long.MIN_VALUE;
  private long records;
  private long outOfOrder;
  private long heldAtEnd;

  ReorderBuffer(OrderBound bound, PhaseWindow window) {
    this.bound = bound;
    this.window = window;
  }

  /**
   * A record arrives.
   *
   * @param intendedNs its place in the order
   * @param receivedNs when; never before the arrival before
   */
  void arrive(long intendedNs, long receivedNs) {
    switch (bound.kind()) {
      case NONE -> released(intendedNs, receivedNs, receivedNs);
      case RECORDS -> {
        if (held < bound.size()) {
          push(intendedNs, receivedNs);
        } else if (held == 0 || intendedNs < intended[0]) {
          released(intendedNs, receivedNs, receivedNs);
        } else {
          released(intended[0], received[0], receivedNs);
          siftDown(intendedNs, receivedNs);
        }
      }
      case SLACK -> {
        latestIn = Math.max(latestIn, intendedNs);
        if (intendedNs <= latestIn - bound.size()) {
          released(intendedNs, receivedNs, receivedNs);
          return;
        }
        push(intendedNs, receivedNs);
        while (held > 0 && intended[0] <= latestIn - bound.size()) {
          released(intended[0], received[0], receivedNs);
          pop();
        }
      }
    }
  }

  /** No more arrive: what is held comes out. Once. */
  OrderTotals.Case end() {
    while (held > 0) {
      if (window.contains(intended[0])) {
        heldAtEnd++;
      }
      out(intended[0]);
      pop();
    }
    return new OrderTotals.Case(bound, records, outOfOrder, inversions, delays, heldAtEnd);
  }

  private void released(long intendedNs, long receivedNs, long nowNs) {
    if (window.contains(intendedNs)) {
      delays.recordValue(nowNs - receivedNs);
    }
    out(intendedNs);
  }

  /** Records of all phases set the order, those of the cohort are counted. */
  private void out(long intendedNs) {
    if (window.contains(intendedNs)) {
      records++;
      if (intendedNs < latestOut) {
        outOfOrder++;
        inversions.recordValue(latestOut - intendedNs);
      }
    }
    latestOut = Math.max(latestOut, intendedNs);
  }

  private void push(long intendedNs, long receivedNs) {
    if (held == intended.length) {
      intended = Arrays.copyOf(intended, 2 * held);
      received = Arrays.copyOf(received, 2 * held);
    }
    int at = held++;
    while (at > 0) {
      int parent = (at - 1) / 2;
      if (!before(intendedNs, receivedNs, parent)) {
        break;
      }
      intended[at] = intended[parent];
      received[at] = received[parent];
      at = parent;
    }
    intended[at] = intendedNs;
    received[at] = receivedNs;
  }

  private void pop() {
    held--;
    siftDown(intended[held], received[held]);
  }

  /** Puts a record in the place of the first, and then where it belongs. */
  private void siftDown(long intendedNs, long receivedNs) {
    int at = 0;
    int child;
    while ((child = 2 * at + 1) < held) {
      if (child + 1 < held && before(intended[child + 1], received[child + 1], child)) {
        child++;
      }
      if (before(intendedNs, receivedNs, child)) {
        break;
      }
      intended[at] = intended[child];
      received[at] = received[child];
      at = child;
    }
    intended[at] = intendedNs;
    received[at] = receivedNs;
  }

  private boolean before(long intendedNs, long receivedNs, int other) {
    return intendedNs < intended[other]
        || (intendedNs == intended[other] && receivedNs < received[other]);
  }
}
