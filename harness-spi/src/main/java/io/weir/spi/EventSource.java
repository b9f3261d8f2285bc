/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * Makes the records of a workload. Same seed, same events, byte for byte, whichever thread or
 * machine makes them: the content depends on the seed and the record's place alone.
 *
 * <p>Each load thread has an instance of its own. Must not allocate per record.
 */
public interface EventSource {
  /**
   * Makes one record. The stamp's place in the payload is left to the harness.
   *
   * @param index of the record in the global schedule
   * @param publisher which publishes it
   * @param sequence its number within that publisher, from 0
   * @param intendedNs its intended publish time, ns from the start of the run
   * @param into what to fill
   */
  void fill(long index, int publisher, long sequence, long intendedNs, Event into);
}
