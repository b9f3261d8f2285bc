/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Set;

/**
 * What a driver's system can do. Asked before anything starts.
 *
 * @param maxNodes the most local servers it can launch; 0 if it cannot launch any
 * @param partitioned whether topics have partitions that the publisher may choose
 * @param ordering within what order is kept
 * @param subscriptionKinds the kinds of subscription that are offered
 * @param compressions the compressions that are offered
 * @param durabilityLevels the levels that can be asked for
 * @param protocol what its endpoint speaks, e.g. {@code kafka}
 */
public record Capabilities(
    int maxNodes,
    boolean partitioned,
    OrderingScope ordering,
    Set<SubscriptionKind> subscriptionKinds,
    Set<Compression> compressions,
    Set<DurabilityLevel> durabilityLevels,
    String protocol) {
  public Capabilities {
    subscriptionKinds = Set.copyOf(subscriptionKinds);
    compressions = Set.copyOf(compressions);
    durabilityLevels = Set.copyOf(durabilityLevels);
  }
}
