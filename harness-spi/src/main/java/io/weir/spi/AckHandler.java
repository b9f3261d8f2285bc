/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * Answers of one publisher. May be called from any thread, the caller of {@link Publisher#publish}
 * included, and from several at once. Implemented by the harness; never blocks.
 */
public interface AckHandler {
  /**
   * The record was acknowledged with the durability asked for.
   *
   * @param token as given to publish
   * @param partition where it went, or −1 if the client does not say
   * @param ackedNs when the client reported it, read from the harness's clock
   */
  void onAck(long token, int partition, long ackedNs);

  /**
   * The record failed, or nothing is known of it.
   *
   * @param token as given to publish
   * @param kind what is known of the failure
   * @param cause what the client reported
   */
  void onError(long token, ErrorKind kind, Throwable cause);

  /** Kinds of failure. */
  enum ErrorKind {
    /** Not answered within the client's limit; may have been written. */
    TIMEOUT,
    /** The broker or client refused it. */
    REJECTED,
    /** The connection or the node was lost; may have been written. */
    DISCONNECTED,
    /** Anything else. */
    OTHER
  }
}
