/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * What a driver's system can do, with the reason for everything that it cannot. Asked before
 * anything starts.
 *
 * @param protocol what its endpoint speaks, e.g. {@code kafka}; engines go by it
 * @param localServers whether servers can be launched on this machine
 * @param maxNodes the most local servers it can launch; 0 if it cannot launch any
 * @param existingClusters whether servers that run already can be connected to
 * @param partitioned whether topics have partitions that the publisher may choose
 * @param ordering within what order is kept
 * @param durabilityLevels the levels that can be asked for
 * @param subscriptionKinds the kinds of subscription that are offered
 * @param compressions the compressions that are offered
 * @param transactions whether several records can be written all or none, and subscribers can be
 *     kept from what is not committed
 */
public record Capabilities(
    String protocol,
    Support localServers,
    int maxNodes,
    Support existingClusters,
    boolean partitioned,
    OrderingScope ordering,
    Offer<DurabilityLevel> durabilityLevels,
    Offer<SubscriptionKind> subscriptionKinds,
    Offer<Compression> compressions,
    Support transactions) {
  public Capabilities {
    if (localServers instanceof Support.Yes ? maxNodes < 1 : maxNodes != 0) {
      throw new IllegalArgumentException(
          "maxNodes is 0 exactly if there are no local servers, not " + maxNodes);
    }
  }
}
