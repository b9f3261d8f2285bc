/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands records to the system under test.
 *
 * <p>Thread contract: {@link #publish} and {@link #flush} are called by one thread, the load thread
 * that owns the publisher; {@link #close} by another after that thread has ended.
 */
public interface Publisher extends AutoCloseable {
  /**
   * Hands over one record, to be answered later through the publisher's {@link AckHandler}.
   *
   * <p>May block while the client's own limits are reached; the harness counts that time as
   * <em>blocked</em>. Must not wait for the acknowledgement. The payload array may be reused as
   * soon as this returns; a driver that needs it longer copies it. A record that cannot be handed
   * over is reported through {@link AckHandler#onError}, not thrown.
   *
   * @param partition the partition, or −1 for the broker client's own choice
   * @param key the record's key, or null; never changed by the harness afterwards
   * @param payload holds the record
   * @param offset first byte of the record
   * @param length bytes of the record
   * @param token handed back with the answer
   */
  void publish(
      int partition, byte @Nullable [] key, byte[] payload, int offset, int length, long token);

  /** Sends what waits in batches, without waiting for answers. */
  void flush();

  /** The effective client configuration, by native key. */
  Map<String, ConfigValue> configuration();

  /** Gives up on what is unanswered and frees everything. Bounded to a few seconds. */
  @Override
  void close();
}
