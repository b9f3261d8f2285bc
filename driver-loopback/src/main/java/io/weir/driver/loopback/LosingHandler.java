/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

import io.weir.spi.RecordHandler;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Keeps every n-th record from a subscriber's handler. Of the subscriber's thread alone. */
final class LosingHandler implements RecordHandler {
  private final RecordHandler records;
  private final int every;
  private int left;

  LosingHandler(RecordHandler records, int every) {
    this.records = records;
    this.every = every;
    this.left = every;
  }

  @Override
  public void onRecord(
      int topic,
      int partition,
      @Nullable ByteBuffer key,
      ByteBuffer payload,
      long brokerTimestampMs,
      long receivedNs) {
    if (--left == 0) {
      left = every;
      return;
    }
    records.onRecord(topic, partition, key, payload, brokerTimestampMs, receivedNs);
  }

  @Override
  public void onFailure(Throwable cause) {
    records.onFailure(cause);
  }
}
