/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.UnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.common.policies.data.SubscriptionStats;
import org.apache.pulsar.common.policies.data.TopicStats;
import org.jspecify.annotations.Nullable;

/** Subscriptions as the broker sees them, members on other machines included. For any thread. */
final class SubscriptionView {
  private static final String FAILOVER_DELAY = "activeConsumerFailoverDelayTimeMillis";

  private final PulsarAdmin admin;
  private final Topics topics;

  SubscriptionView(PulsarAdmin admin, Topics topics) {
    this.admin = admin;
    this.topics = topics;
  }

  /**
   * How long the broker waits after a change of a failover subscription's consumers before it
   * delivers; its own default where it does not tell.
   */
  Duration failoverDelay() {
    return Duration.ofMillis(
        Admin.revealed(
                "reading the broker's settings",
                () -> admin.brokers().getRuntimeConfigurations().get(FAILOVER_DELAY))
            .filter(text -> text.matches("[0-9]{1,9}"))
            .map(Long::valueOf)
            .orElse(1_000L));
  }

  /** Whether every subscriber has joined and every partition has a consumer. */
  boolean settled(SubscriberSpec spec) {
    return spec.topics().stream().allMatch(topic -> settled(spec, topic));
  }

  private boolean settled(SubscriberSpec spec, String topic) {
    Optional<? extends Map<String, ? extends TopicStats>> stats;
    try {
      stats =
          Admin.unless(
              PulsarAdminException.NotFoundException.class,
              "reading the subscriptions of " + topic,
              () -> admin.topics().getPartitionedStats(topics.full(topic), true).getPartitions());
    } catch (UnavailableException e) {
      if (e.getCause() instanceof PulsarAdminException.NotAuthorizedException) {
        throw e;
      }
      // A broker that is busy or away for a moment: asked again.
      return false;
    }
    // Of a Pulsar exclusive subscription a partition has one consumer, of the others it has all.
    int consumers = spec.kind() == SubscriptionKind.EXCLUSIVE ? 1 : spec.subscribers();
    return stats.isPresent()
        && IntStream.range(0, spec.partitions())
            .allMatch(p -> joined(stats.get().get(topics.partition(topic, p)), spec) == consumers);
  }

  private static int joined(@Nullable TopicStats stats, SubscriberSpec spec) {
    if (stats == null) {
      return 0;
    }
    SubscriptionStats subscription = stats.getSubscriptions().get(spec.subscription());
    return subscription == null ? 0 : subscription.getConsumers().size();
  }
}
