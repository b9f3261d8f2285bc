/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.List;

/**
 * One subscriber of a subscription.
 *
 * @param topics what to read; {@link RecordHandler} gets the index into this list
 * @param partitions of each topic
 * @param subscription the name that its subscribers share
 * @param index of this subscriber within the subscription, over all machines
 * @param subscribers how many the subscription has over all machines
 * @param kind how they share
 * @param isolation what of transactions is seen
 * @param start where to begin if the subscription is new
 */
public record SubscriberSpec(
    List<String> topics,
    int partitions,
    String subscription,
    int index,
    int subscribers,
    SubscriptionKind kind,
    Isolation isolation,
    Start start) {
  public SubscriberSpec {
    topics = List.copyOf(topics);
  }

  /** What of transactions is seen. */
  public enum Isolation {
    /**
     * Every record, of whatever becomes of its transaction; no more than {@link #READ_COMMITTED}
     * where the system shows no others.
     */
    READ_UNCOMMITTED,
    /**
     * Records of committed transactions and those written in none. A transaction that is open holds
     * back what comes after it in the partition.
     */
    READ_COMMITTED
  }

  /** Where a new subscription begins. */
  public enum Start {
    EARLIEST,
    LATEST
  }
}
