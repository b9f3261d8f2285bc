/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * Makes the records of a workload. Same seed, same events, byte for byte, whichever thread or
 * machine makes them: the content depends on the seed, the record's place and its intended time
 * alone.
 *
 * <p>Thread contract: each load thread has an instance of its own. Indices ascend from call to
 * call, with gaps where other threads make the records between. Must not allocate per record, but
 * for a key that it has not at hand.
 */
public interface EventSource {
  /**
   * Makes one record: payload with room for the stamp at its {@link Encoding}'s place, key and
   * stream. The stamp itself is the harness's to write.
   *
   * @param index of the record in the global schedule
   * @param publisher which publishes it
   * @param sequence its number within that publisher, from 0
   * @param intendedNs its intended publish time, ns from the start of the run
   * @param into what to fill
   */
  void fill(long index, int publisher, long sequence, long intendedNs, Event into);

  /**
   * Makes a tick record of a timed stream: {@link Schema#TICK} is true, the event time is that of a
   * record which were due now.
   *
   * <p>Called on an instance that makes ticks only, with indices and offsets that never descend.
   *
   * @param stream index of the stream
   * @param index of the first record in the global schedule that is not due yet
   * @param offsetNs now, ns from the start of the run
   * @param aheadMs added to the event time: above 0 for closing ticks, which come last
   * @param into what to fill; without a key
   */
  void tick(int stream, long index, long offsetNs, long aheadMs, Event into);
}
