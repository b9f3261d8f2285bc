/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.Durability;
import io.weir.spi.Durability.Reached;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.DurabilityReport;
import io.weir.spi.DurabilityReport.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each level stands for on Pulsar, and the tuple that settings amount to.
 *
 * <p>A record is written to <em>write quorum</em> bookies out of an <em>ensemble</em> and
 * acknowledged when <em>ack quorum</em> of them have answered. A bookie answers when the record is
 * in its journal and that is forced to disk; without journalSyncData when it is in the operating
 * system's cache; without journalWriteData when it is in the bookie's memory. When a bookie fails,
 * the ledger needs another in its place, and where there is none it is closed and a new one wants a
 * whole ensemble: so that many bookies must be there for writes to go on.
 */
final class PulsarDurability {
  static final String ENSEMBLE = "ensembleSize";
  static final String WRITE_QUORUM = "writeQuorumSize";
  static final String ACK_QUORUM = "ackQuorumSize";
  static final String JOURNAL_WRITE = "journalWriteData";
  static final String JOURNAL_SYNC = "journalSyncData";

  private PulsarDurability() {}

  /** The numbers of bookies that a ledger is kept on. */
  record Quorum(int ensemble, int write, int ack) {}

  /**
   * What a bookie does before it answers; empty if it is not revealed.
   *
   * @param node the bookie
   */
  record Journal(String node, Optional<Boolean> write, Optional<Boolean> sync) {}

  static Quorum quorum(DurabilityLevel level) {
    return switch (level) {
      case DEFAULT -> new Quorum(2, 2, 2);
      case WEAK -> new Quorum(3, 3, 1);
      case STRONG -> new Quorum(3, 3, 2);
      case FLOW_WEAK -> new Quorum(3, 2, 1);
    };
  }

  static boolean journalWrite(DurabilityLevel level) {
    return level != DurabilityLevel.FLOW_WEAK;
  }

  static boolean journalSync(DurabilityLevel level) {
    return level == DurabilityLevel.DEFAULT || level == DurabilityLevel.STRONG;
  }

  static Durability tuple(DurabilityLevel level) {
    return tuple(quorum(level), reached(journalWrite(level), journalSync(level)));
  }

  static int nodesFor(DurabilityLevel level) {
    return quorum(level).ensemble();
  }

  private static Durability tuple(Quorum quorum, Reached reached) {
    return new Durability(quorum.write(), quorum.ack(), reached, quorum.ensemble());
  }

  private static Reached reached(boolean write, boolean sync) {
    return !write ? Reached.MEMORY : sync ? Reached.DISK : Reached.OS_CACHE;
  }

  /**
   * Judges what was read back.
   *
   * @param topic its name
   * @param level the level asked for
   * @param ledgers the quorum of the ledger that each partition is written to now, empty where it
   *     is not revealed
   * @param journals of the bookies that could hold them
   */
  static DurabilityReport report(
      String topic, DurabilityLevel level, List<Optional<Quorum>> ledgers, List<Journal> journals) {
    Optional<Quorum> least = least(ledgers);
    List<Setting> settings = new ArrayList<>(copies("topic " + topic, level, ledgers));
    for (Journal journal : journals) {
      String node = "bookie " + journal.node();
      settings.add(setting(node, JOURNAL_WRITE, journalWrite(level), journal.write()));
      settings.add(setting(node, JOURNAL_SYNC, journalSync(level), journal.sync()));
    }
    return new DurabilityReport(
        tuple(level),
        tuple(
            least.orElse(new Quorum(0, 0, 0)),
            journals.isEmpty() ? Reached.UNKNOWN : weakest(journals)),
        settings);
  }

  /**
   * Judges how often records are kept, by that ledger which keeps them worst.
   *
   * @param scope whose ledgers they are
   * @param ledgers the quorum of each that is written to now, empty where it is not revealed
   */
  static List<Setting> copies(String scope, DurabilityLevel level, List<Optional<Quorum>> ledgers) {
    Quorum required = quorum(level);
    Optional<Quorum> least = least(ledgers);
    return List.of(
        setting(scope, ENSEMBLE, required.ensemble(), least.map(Quorum::ensemble)),
        setting(scope, WRITE_QUORUM, required.write(), least.map(Quorum::write)),
        setting(scope, ACK_QUORUM, required.ack(), least.map(Quorum::ack)));
  }

  private static <T> Setting setting(String scope, String key, T required, Optional<T> value) {
    return new Setting(
        scope, key, Optional.of(String.valueOf(required)), value.map(String::valueOf));
  }

  /**
   * Of several partitions the one that is kept worst says what the topic is worth, and nothing is
   * known of the topic if it is not known of all.
   */
  private static Optional<Quorum> least(List<Optional<Quorum>> ledgers) {
    if (ledgers.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    return ledgers.stream()
        .map(Optional::get)
        .reduce(
            (a, b) ->
                new Quorum(
                    Math.min(a.ensemble(), b.ensemble()),
                    Math.min(a.write(), b.write()),
                    Math.min(a.ack(), b.ack())));
  }

  /** What is not known of one bookie is not known of the copies that it may hold. */
  private static Reached weakest(List<Journal> journals) {
    Reached weakest = Reached.DISK;
    for (Journal journal : journals) {
      if (journal.write().isEmpty() || (journal.write().get() && journal.sync().isEmpty())) {
        return Reached.UNKNOWN;
      }
      Reached reached = reached(journal.write().get(), journal.sync().orElse(false));
      weakest = reached.compareTo(weakest) < 0 ? reached : weakest;
    }
    return weakest;
  }

  /**
   * The quorum in the text that the broker gives of a ledger's metadata.
   *
   * @return empty if it does not say
   */
  static Optional<Quorum> quorum(String ledgerMetadata) {
    Optional<Integer> ensemble = number(ledgerMetadata, ENSEMBLE);
    Optional<Integer> write = number(ledgerMetadata, WRITE_QUORUM);
    Optional<Integer> ack = number(ledgerMetadata, ACK_QUORUM);
    return ensemble.isPresent() && write.isPresent() && ack.isPresent()
        ? Optional.of(new Quorum(ensemble.get(), write.get(), ack.get()))
        : Optional.empty();
  }

  /** Such as {@code …, ensembleSize=3, …}. */
  private static Optional<Integer> number(String text, String key) {
    return Arrays.stream(text.split("[,{}\\s]+"))
        .filter(part -> part.startsWith(key + "="))
        .map(part -> part.substring(key.length() + 1))
        .filter(value -> value.matches("[0-9]{1,9}"))
        .map(Integer::valueOf)
        .findFirst();
  }

  /** A bookie's own settings, as its HTTP server gives them. */
  static Journal journal(String node, Map<String, String> configuration) {
    return new Journal(
        node,
        Optional.ofNullable(configuration.get(JOURNAL_WRITE)).map(Boolean::valueOf),
        Optional.ofNullable(configuration.get(JOURNAL_SYNC)).map(Boolean::valueOf));
  }
}
