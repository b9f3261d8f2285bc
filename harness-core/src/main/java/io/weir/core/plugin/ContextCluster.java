/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.AckHandler;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ClusterDescription;
import io.weir.spi.ConfigValue;
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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of a plugin with its publishers and subscribers, called in the plugin's context.
 *
 * <p>Publishing is the exception: it is handed straight on, since a load thread has the plugin's
 * class loader as its own context class loader for all its life.
 */
final class ContextCluster implements BrokerCluster {
  private final BrokerCluster cluster;
  private final PluginContext context;

  ContextCluster(BrokerCluster cluster, PluginContext context) {
    this.cluster = cluster;
    this.context = context;
  }

  @Override
  public Endpoint endpoint() {
    return context.call(cluster::endpoint);
  }

  @Override
  public ClusterDescription describe() {
    return context.call(cluster::describe);
  }

  @Override
  public boolean topicExists(String topic) {
    return context.call(() -> cluster.topicExists(topic));
  }

  @Override
  public void createTopic(TopicSpec spec) {
    context.run(() -> cluster.createTopic(spec));
  }

  @Override
  public void deleteTopic(String topic) {
    context.run(() -> cluster.deleteTopic(topic));
  }

  @Override
  public DurabilityReport durabilityOf(String topic, DurabilityLevel level) {
    return context.call(() -> cluster.durabilityOf(topic, level));
  }

  @Override
  public List<DurabilityReport.Setting> prepareTransactions(DurabilityLevel level) {
    return context.call(() -> cluster.prepareTransactions(level));
  }

  @Override
  public Publisher openPublisher(PublisherSpec spec, AckHandler acks) {
    return new ContextPublisher(context.call(() -> cluster.openPublisher(spec, acks)), context);
  }

  @Override
  public Subscriber openSubscriber(SubscriberSpec spec, RecordHandler records) {
    return new ContextSubscriber(
        context.call(() -> cluster.openSubscriber(spec, records)), context);
  }

  @Override
  public List<ServerProcess> servers() {
    return context.call(cluster::servers);
  }

  @Override
  public List<ServerProcess> storageServers() {
    return context.call(cluster::storageServers);
  }

  @Override
  public void restart(List<ServerProcess> dead, Duration timeLimit) {
    context.run(() -> cluster.restart(dead, timeLimit));
  }

  @Override
  public void close() {
    context.run(cluster::close);
  }

  private static final class ContextPublisher implements Publisher {
    private final Publisher publisher;
    private final PluginContext context;

    ContextPublisher(Publisher publisher, PluginContext context) {
      this.publisher = publisher;
      this.context = context;
    }

    @Override
    public void publish(
        int partition, byte @Nullable [] key, byte[] payload, int offset, int length, long token) {
      publisher.publish(partition, key, payload, offset, length, token);
    }

    @Override
    public void flush() {
      publisher.flush();
    }

    @Override
    public Map<String, ConfigValue> configuration() {
      return context.call(publisher::configuration);
    }

    @Override
    public void close() {
      context.run(publisher::close);
    }
  }

  private static final class ContextSubscriber implements Subscriber {
    private final Subscriber subscriber;
    private final PluginContext context;

    ContextSubscriber(Subscriber subscriber, PluginContext context) {
      this.subscriber = subscriber;
      this.context = context;
    }

    @Override
    public boolean awaitReady(Duration timeLimit) {
      return context.call(() -> subscriber.awaitReady(timeLimit));
    }

    @Override
    public Map<String, ConfigValue> configuration() {
      return context.call(subscriber::configuration);
    }

    @Override
    public void close() {
      context.run(subscriber::close);
    }
  }
}
