/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Receives one subscriber's records. Implemented by the harness; never blocks for long.
 *
 * <p>Called by the subscriber's threads; the records of one partition by one thread at a time, in
 * the order of delivery.
 */
public interface RecordHandler {
  /**
   * One record.
   *
   * @param topic index into {@link SubscriberSpec#topics}
   * @param partition where it was read from
   * @param key the record's key, or null; valid during the call only
   * @param payload the record, from position to limit; valid during the call only; its position may
   *     be changed
   * @param brokerTimestampMs the broker's time of the record, ms since the Unix epoch, or −1
   * @param receivedNs when the client handed over the batch that held the record, read once a batch
   *     from the harness's clock
   */
  void onRecord(
      int topic,
      int partition,
      @Nullable ByteBuffer key,
      ByteBuffer payload,
      long brokerTimestampMs,
      long receivedNs);

  /** The subscriber failed and delivers nothing any more. */
  void onFailure(Throwable cause);
}
