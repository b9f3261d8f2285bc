/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.ServerHost;
import io.weir.spi.ServerProcess;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * The servers of a cluster that was launched here, and the waiting for them: at the start, and
 * again after some were killed. Threads as {@link io.weir.spi.BrokerCluster} says.
 *
 * @param host that runs them
 * @param nodes where each listens
 * @param servers their processes, in the order of {@code nodes}
 * @param heap of each, for messages
 */
record LocalNodes(
    ServerHost host, List<ServerConfig.Node> nodes, List<ServerProcess> servers, String heap) {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int CONNECT_MS = 500;
  private static final Duration STATE_LIMIT = Duration.ofSeconds(2);
  private static final int TAIL_LINES = 100;

  /** Also what a JVM says that does not even come up with its heap. */
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "OutOfMemoryError|Too small (maximum|initial) heap|Try increasing NewSize"
              + "|heap size set to a larger value|Could not reserve enough space");

  LocalNodes {
    nodes = List.copyOf(nodes);
    servers = List.copyOf(servers);
  }

  /** Waits until every node's port is open. */
  void awaitPorts(long deadlineNs) {
    for (int i = 0; i < nodes.size(); i++) {
      int port = nodes.get(i).brokerPort();
      await(i, "its port to open", () -> listening(port), deadlineNs);
    }
  }

  /** Waits until all nodes are members of the cluster. */
  void awaitMembers(Admin admin, long deadlineNs) {
    for (int i = 0; i < nodes.size(); i++) {
      await(i, "all nodes to join", () -> members(admin) == nodes.size(), deadlineNs);
    }
  }

  /**
   * Starts servers again and waits until the whole cluster answers as before.
   *
   * @throws UnavailableException with a server's last log lines, if it does not
   */
  void restart(List<ServerProcess> dead, Admin admin, Duration timeLimit) {
    long deadlineNs = System.nanoTime() + timeLimit.toNanos();
    // All at once: a node alone would wait for a majority of the controllers.
    dead.forEach(ServerProcess::restart);
    awaitPorts(deadlineNs);
    awaitMembers(admin, deadlineNs);
    for (int i = 0; i < nodes.size(); i++) {
      await(
          i,
          "every partition to be led again, with all its copies in sync",
          () -> allLed(admin),
          deadlineNs);
    }
  }

  /** Also ends when another server has died: its own turn says so, with its log. */
  private void await(int index, String what, Ready ready, long deadlineNs) {
    ServerProcess server = servers.get(index);
    Duration left = Duration.ofNanos(Math.max(1, deadlineNs - System.nanoTime()));
    try {
      host.await(
          server,
          what,
          () -> servers.stream().anyMatch(each -> !each.alive()) || ready.now(),
          left);
    } catch (UnavailableException e) {
      throw server.alive() ? e : explained(server, e);
    }
  }

  /** What a person can do about it comes first, where the server's last words tell. */
  private UnavailableException explained(ServerProcess server, UnavailableException e) {
    String log = String.join("\n", server.logTail(TAIL_LINES));
    if (OUT_OF_MEMORY.matcher(log).find()) {
      return new UnavailableException(
          "kafka: "
              + server.id()
              + " cannot run with the heap "
              + heap
              + ": raise kafka.heap; "
              + e.getMessage(),
          e);
    }
    if (log.contains("Address already in use")) {
      return new UnavailableException(
          "kafka: another program took a port of "
              + server.id()
              + " after it was chosen: start again; "
              + e.getMessage(),
          e);
    }
    return e;
  }

  /** A question that may fail, which means "not yet". */
  private interface Ready {
    boolean now() throws Exception;
  }

  private static boolean listening(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), CONNECT_MS);
      return true;
    }
  }

  private static int members(Admin admin) throws Exception {
    return now(admin.describeCluster().nodes()).size();
  }

  /** Each leader is asked itself: others may still name one that is no more, or not yet. */
  private static boolean allLed(Admin admin) throws Exception {
    Set<String> topics = now(admin.listTopics().names());
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (TopicDescription topic : now(admin.describeTopics(topics).allTopicNames()).values()) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        if (partition.leader() == null || partition.isr().size() < partition.replicas().size()) {
          return false;
        }
        latest.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
      }
    }
    return latest.isEmpty() || !now(admin.listOffsets(latest).all()).isEmpty();
  }

  private static <T> T now(KafkaFuture<T> answer) throws Exception {
    return answer.get(STATE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
