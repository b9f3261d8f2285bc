/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import io.weir.spi.AckHandler;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ClusterDescription;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport;
import io.weir.spi.Endpoint;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.RecordHandler;
import io.weir.spi.ServerProcess;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.TopicSpec;
import java.time.Duration;
import java.util.List;

/** A cluster that hands every call on; to be overridden where it should not. */
class ForwardingCluster implements BrokerCluster {
  private final BrokerCluster cluster;

  ForwardingCluster(BrokerCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public Publisher openPublisher(PublisherSpec spec, AckHandler acks) {
    return cluster.openPublisher(spec, acks);
  }

  @Override
  public Subscriber openSubscriber(SubscriberSpec spec, RecordHandler records) {
    return cluster.openSubscriber(spec, records);
  }

  @Override
  public Endpoint endpoint() {
    return cluster.endpoint();
  }

  @Override
  public ClusterDescription describe() {
    return cluster.describe();
  }

  @Override
  public boolean topicExists(String topic) {
    return cluster.topicExists(topic);
  }

  @Override
  public void createTopic(TopicSpec spec) {
    cluster.createTopic(spec);
  }

  @Override
  public void deleteTopic(String topic) {
    cluster.deleteTopic(topic);
  }

  @Override
  public DurabilityReport durabilityOf(String topic, DurabilityLevel level) {
    return cluster.durabilityOf(topic, level);
  }

  @Override
  public List<DurabilityReport.Setting> prepareTransactions(DurabilityLevel level) {
    return cluster.prepareTransactions(level);
  }

  @Override
  public List<ServerProcess> servers() {
    return cluster.servers();
  }

  @Override
  public List<ServerProcess> storageServers() {
    return cluster.storageServers();
  }

  @Override
  public void restart(List<ServerProcess> dead, Duration timeLimit) {
    cluster.restart(dead, timeLimit);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
