/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.List;

/**
 * A cluster in use: topics, publishers, subscribers. Methods may be called from any thread, not
 * concurrently; publishers and subscribers have contracts of their own.
 */
public interface BrokerCluster extends AutoCloseable {
  Endpoint endpoint();

  /** Version and effective configuration, read from the cluster. */
  ClusterDescription describe();

  /** Whether a topic of this name is there. */
  boolean topicExists(String topic);

  /**
   * Creates the topic and returns when every node that leads a partition accepts writes.
   *
   * @throws UnavailableException if it cannot be created
   */
  void createTopic(TopicSpec spec);

  /** Removes the topic with its records; nothing happens if it is not there. */
  void deleteTopic(String topic);

  /** The durability of a topic against what a level needs, read back from the cluster. */
  DurabilityReport durabilityOf(String topic, DurabilityLevel level);

  /**
   * Opens a publisher. Every record handed to it is answered exactly once through {@code acks},
   * unless the publisher is closed first.
   */
  Publisher openPublisher(PublisherSpec spec, AckHandler acks);

  /** Opens a subscriber, which delivers to {@code records} from then on. Does not wait. */
  Subscriber openSubscriber(SubscriberSpec spec, RecordHandler records);

  /**
   * The local servers, in start order; empty for a cluster that was not launched by the harness.
   */
  List<ServerProcess> servers();

  /** Closes clients. Local servers are stopped by the harness, not here. */
  @Override
  void close();
}
