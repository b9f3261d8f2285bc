/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport.Setting;
import io.weir.spi.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.common.policies.data.ManagedLedgerInternalStats;
import org.apache.pulsar.common.policies.data.TransactionCoordinatorInfo;

/**
 * What transactions rest on: coordinators, each with a log in ledgers of its own, which the broker
 * keeps as often as its own settings say, whatever the policies of the topics. What else there is
 * of a transaction lies with the topic that it writes to, in the topic's namespace. As {@link
 * io.weir.spi.BrokerCluster} says of threads.
 */
final class Transactions {
  /** The broker's setting that makes it coordinate transactions. */
  static final String ENABLED = "transactionCoordinatorEnabled";

  /** Each opens a ledger when it starts; a cluster is set up with sixteen unless told otherwise. */
  static final int LOCAL_COORDINATORS = 4;

  private static final String LOG = "transaction log";
  private static final long NO_RECORDS = 1 << 20;

  private final ClientSettings settings;
  private final PulsarAdmin admin;

  Transactions(ClientSettings settings, PulsarAdmin admin) {
    this.settings = settings;
    this.admin = admin;
  }

  /**
   * Waits for the coordinators, and reads back how their logs are kept.
   *
   * @param ours whether the servers were launched by the harness
   * @throws UnavailableException if the cluster has no transactions
   */
  List<Setting> settings(DurabilityLevel level, boolean ours) {
    Optional<String> enabled =
        Admin.revealed(
            "reading the broker's settings",
            () -> admin.brokers().getRuntimeConfigurations().getOrDefault(ENABLED, "not set"));
    if (enabled.isPresent() && !enabled.get().equals("true")) {
      throw new UnavailableException(
          "pulsar: the broker has no transactions ("
              + ENABLED
              + "="
              + enabled.get()
              + "); "
              + (ours
                  ? "leave pulsar.broker." + ENABLED + " out"
                  : "set "
                      + ENABLED
                      + "=true in every broker's broker.conf, run bin/pulsar"
                      + " initialize-transaction-coordinator-metadata once and restart the brokers")
              + ", or ask for at-least-once");
    }
    // A coordinator starts when the first client comes to it.
    PulsarClient client = client(ours);
    try {
      List<Setting> all = new ArrayList<>();
      all.add(new Setting("broker", ENABLED, Optional.empty(), enabled));
      all.addAll(PulsarDurability.copies(LOG, level, logs()));
      return all;
    } finally {
      Closing.end(client);
    }
  }

  private PulsarClient client(boolean ours) {
    try {
      return settings.transactionClient("weir-transactions", NO_RECORDS);
    } catch (UnavailableException e) {
      throw new UnavailableException(
          e.getMessage()
              + (ours
                  ? "; see the broker's log"
                  : "; if other clients come through, the coordinators of transactions do not: bin/pulsar"
                      + " initialize-transaction-coordinator-metadata makes them"),
          e);
    }
  }

  /** Of each coordinator's log the ledger that it writes to; unknown if nothing is revealed. */
  private List<Optional<PulsarDurability.Quorum>> logs() {
    List<TransactionCoordinatorInfo> coordinators =
        Admin.revealed(
                "listing the transaction coordinators",
                () -> admin.transactions().listTransactionCoordinators())
            .orElse(List.of());
    return coordinators.isEmpty()
        ? List.of(Optional.empty())
        : coordinators.stream().map(c -> log((int) c.getId())).toList();
  }

  private Optional<PulsarDurability.Quorum> log(int coordinator) {
    return Admin.revealed(
            "reading the log of transaction coordinator " + coordinator,
            () ->
                admin
                    .transactions()
                    .getCoordinatorInternalStats(coordinator, true)
                    .transactionLogStats
                    .managedLedgerInternalStats)
        .flatMap(Transactions::written);
  }

  private static Optional<PulsarDurability.Quorum> written(ManagedLedgerInternalStats stats) {
    return Stream.ofNullable(stats.ledgers)
        .flatMap(List::stream)
        .reduce((before, last) -> last)
        .flatMap(last -> PulsarDurability.quorum(String.valueOf(last.metadata)));
  }
}
