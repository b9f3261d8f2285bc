/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.ConfigValue;
import io.weir.spi.DurabilityLevel;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configurations of local servers. Where the classes' own defaults differ from those of the
 * configuration files that Pulsar is shipped with, the files' are set: they are what a cluster by
 * the book runs with.
 */
final class ServerConfigs {
  static final String HOST = "127.0.0.1";
  static final String CLUSTER = "weir";

  private ServerConfigs() {}

  /**
   * ZooKeeper's.
   *
   * @param further the user's native settings, which win
   */
  static Map<String, String> zookeeper(int port, Path data, Map<String, ConfigValue> further) {
    Map<String, String> config = new TreeMap<>();
    config.put("dataDir", data.toString());
    config.put("clientPort", String.valueOf(port));
    config.put("clientPortAddress", HOST);
    config.put("admin.enableServer", "false");
    config.put("tickTime", "2000");
    config.put("initLimit", "10");
    config.put("syncLimit", "5");
    config.put("maxClientCnxns", "0");
    config.put("forceSync", "yes");
    return with(config, further);
  }

  /**
   * A bookie's.
   *
   * @param lo the name of the loopback network interface
   * @param httpPort where it tells its settings
   */
  static Map<String, String> bookie(
      int port,
      int httpPort,
      int zookeeperPort,
      String lo,
      Path data,
      DurabilityLevel level,
      Map<String, ConfigValue> further) {
    Map<String, String> config = new TreeMap<>();
    config.put("bookiePort", String.valueOf(port));
    config.put("advertisedAddress", HOST);
    config.put("listeningInterface", lo);
    config.put("allowLoopback", "true");
    config.put("metadataServiceUri", "metadata-store:zk:" + HOST + ":" + zookeeperPort);
    config.put("journalDirectories", data.resolve("journal").toString());
    config.put("ledgerDirectories", data.resolve("ledgers").toString());
    config.put(PulsarDurability.JOURNAL_WRITE, text(PulsarDurability.journalWrite(level)));
    config.put(PulsarDurability.JOURNAL_SYNC, text(PulsarDurability.journalSync(level)));
    config.put("httpServerEnabled", "true");
    config.put("httpServerHost", HOST);
    config.put("httpServerPort", String.valueOf(httpPort));
    config.put("httpServerClass", "org.apache.bookkeeper.http.vertx.VertxHttpServer");
    // As bookkeeper.conf has them.
    config.put("ledgerStorageClass", "org.apache.bookkeeper.bookie.storage.ldb.DbLedgerStorage");
    config.put("journalFormatVersionToWrite", "5");
    config.put("fileInfoFormatVersionToWrite", "0");
    config.put("journalMaxSizeMB", "2048");
    config.put("journalPreAllocSizeMB", "16");
    config.put("journalWriteBufferSizeKB", "64");
    config.put("journalRemoveFromPageCache", "true");
    config.put("journalAdaptiveGroupWrites", "true");
    config.put("journalMaxGroupWaitMSec", "1");
    config.put("journalBufferedWritesThreshold", "524288");
    config.put("journalAlignmentSize", "4096");
    config.put("journalFlushWhenQueueEmpty", "false");
    config.put("numJournalCallbackThreads", "8");
    config.put("numAddWorkerThreads", "0");
    config.put("numReadWorkerThreads", "8");
    config.put("numHighPriorityWorkerThreads", "8");
    config.put("maxPendingReadRequestsPerThread", "2500");
    config.put("maxPendingAddRequestsPerThread", "10000");
    config.put("nettyMaxFrameSizeBytes", "5253120");
    config.put("gcWaitTime", "900000");
    config.put("openFileLimit", "0");
    config.put("pageLimit", "0");
    config.put("flushInterval", "60000");
    config.put("flushEntrylogBytes", "33554432");
    config.put("readBufferSizeBytes", "4096");
    config.put("writeBufferSizeBytes", "65536");
    config.put("logSizeLimit", "1073741824");
    config.put("useV2WireProtocol", "true");
    config.put("autoRecoveryDaemonEnabled", "true");
    config.put("lostBookieRecoveryDelay", "0");
    config.put("readOnlyModeEnabled", "true");
    // The disk of a workstation is often nearly full, and that is no fault of this cluster.
    config.put("diskUsageThreshold", "0.99");
    config.put("diskUsageWarnThreshold", "0.99");
    config.put("minUsableSizeForIndexFileCreation", "67108864");
    // Its metrics have no port of their own.
    config.put("enableStatistics", "false");
    return with(config, further);
  }

  /**
   * The broker's.
   *
   * @param transactions whether clients will write in transactions
   */
  static Map<String, String> broker(
      int port,
      int webPort,
      int zookeeperPort,
      DurabilityLevel level,
      boolean transactions,
      Map<String, ConfigValue> further) {
    PulsarDurability.Quorum quorum = PulsarDurability.quorum(level);
    Map<String, String> config = new TreeMap<>();
    config.put("clusterName", CLUSTER);
    config.put("metadataStoreUrl", "zk:" + HOST + ":" + zookeeperPort);
    config.put("configurationMetadataStoreUrl", "zk:" + HOST + ":" + zookeeperPort);
    config.put("brokerServicePort", String.valueOf(port));
    config.put("webServicePort", String.valueOf(webPort));
    config.put("bindAddress", HOST);
    config.put("advertisedAddress", HOST);
    config.put("managedLedgerDefaultEnsembleSize", String.valueOf(quorum.ensemble()));
    config.put("managedLedgerDefaultWriteQuorum", String.valueOf(quorum.write()));
    config.put("managedLedgerDefaultAckQuorum", String.valueOf(quorum.ack()));
    noSurprises(config);
    if (transactions) {
      config.put(Transactions.ENABLED, "true");
    }
    return with(config, further);
  }

  /**
   * One process with everything in it; what it is shipped with is left as it is.
   *
   * @param transactions whether clients will write in transactions
   */
  static Map<String, String> standalone(
      int port,
      int webPort,
      boolean transactions,
      Map<String, ConfigValue> broker,
      Map<String, ConfigValue> bookie) {
    Map<String, String> config = new TreeMap<>();
    config.put("clusterName", "standalone");
    config.put("brokerServicePort", String.valueOf(port));
    config.put("webServicePort", String.valueOf(webPort));
    config.put("bindAddress", HOST);
    config.put("advertisedAddress", HOST);
    config.put("managedLedgerDefaultEnsembleSize", "1");
    config.put("managedLedgerDefaultWriteQuorum", "1");
    config.put("managedLedgerDefaultAckQuorum", "1");
    // Read from the same file by its bookie. As standalone.conf has them.
    config.put("allowLoopback", "true");
    config.put("allowEphemeralPorts", "true");
    config.put(PulsarDurability.JOURNAL_WRITE, "true");
    config.put(PulsarDurability.JOURNAL_SYNC, "false");
    config.put("diskUsageThreshold", "0.99");
    config.put("diskUsageWarnThreshold", "0.99");
    noSurprises(config);
    if (transactions) {
      config.put(Transactions.ENABLED, "true");
    }
    return with(with(config, broker), bookie);
  }

  /** A topic comes and goes when the harness says so, and stays where it is meanwhile. */
  private static void noSurprises(Map<String, String> config) {
    config.put("allowAutoTopicCreation", "false");
    config.put("brokerDeleteInactiveTopicsEnabled", "false");
    config.put("loadBalancerAutoBundleSplitEnabled", "false");
    // Policies are set by namespace; a topic of events in each would cost seconds and a ledger.
    config.put("topicLevelPoliciesEnabled", "false");
    config.put("forceDeleteNamespaceAllowed", "false");
  }

  private static Map<String, String> with(
      Map<String, String> config, Map<String, ConfigValue> further) {
    further.forEach((key, value) -> config.put(key, value.value()));
    return config;
  }

  private static String text(boolean value) {
    return String.valueOf(value);
  }

  /** As the text of a properties file. */
  static String text(Map<String, String> config) {
    StringBuilder text = new StringBuilder();
    config.forEach(
        (key, value) -> text.append(key).append('=').append(escaped(value)).append('\n'));
    return text.toString();
  }

  private static String escaped(String value) {
    String escaped = value.replace("\\", "\\\\").replace("\n", "\\n");
    // Blanks before a value would be skipped.
    return escaped.startsWith(" ") ? "\\" + escaped : escaped;
  }
}
