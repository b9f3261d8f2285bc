/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.time.Duration;
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
   * Makes ready what transactions need, with the durability of a level, and returns what it was
   * read back as; for a cluster that is not the harness's own it only reads. Called before the
   * first transaction, and not without need: it may take seconds.
   *
   * @return the settings on which the durability of transactions rests, those with a required value
   *     beside others that tell how transactions are run; none by default
   * @throws UnavailableException if there can be no transactions here, with what to do
   */
  default List<DurabilityReport.Setting> prepareTransactions(DurabilityLevel level) {
    return List.of();
  }

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

  /**
   * Those of {@link #servers()} that keep copies of records: what "a node" means when a fault is
   * injected. Default: all of {@link #servers()}.
   */
  default List<ServerProcess> storageServers() {
    return servers();
  }

  /**
   * Starts local servers again that were killed, in the order they need, and waits until the whole
   * cluster answers: all nodes have joined, and writes to every topic can be led. With an empty
   * list it only waits, as after a pause.
   *
   * <p>Publishers stay open meanwhile. Every driver that launches local servers implements this;
   * the default is for clusters without any.
   *
   * @param dead some of {@link #servers()}, none of them alive
   * @param timeLimit until all must answer
   * @throws UnavailableException if they do not, or if there are no local servers; also on an
   *     interrupt, which stays set
   */
  default void restart(List<ServerProcess> dead, Duration timeLimit) {
    if (servers().isEmpty()) {
      throw new UnavailableException(
          "this cluster has no servers of the harness's own: none can be started again");
    }
    throw new UnsupportedOperationException(
        getClass().getName() + " has local servers, but does not implement restart");
  }

  /** Closes clients. Local servers are stopped by the harness, not here. */
  @Override
  void close();
}
