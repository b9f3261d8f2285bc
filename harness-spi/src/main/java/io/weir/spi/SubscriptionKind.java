/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Locale;

/** How the subscribers of one subscription share its records. */
public enum SubscriptionKind {
  /** Each partition belongs to one subscriber at a time (Kafka's consumer group). */
  EXCLUSIVE,
  /** As exclusive, with standby subscribers. */
  FAILOVER,
  /** Any record to any subscriber; order is lost. */
  SHARED,
  /** Records of one key to one subscriber. */
  KEY_SHARED;

  /** As the user writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** True if a partition's records reach one subscriber at a time, in order. */
  public boolean keepsPartitionOrder() {
    return this == EXCLUSIVE || this == FAILOVER;
  }
}
