/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.measure.AckedLedger;
import io.weir.core.measure.LedgerBudget;
import io.weir.core.measure.LedgerLayout;
import io.weir.core.measure.LedgerSubscription;
import io.weir.core.measure.ReceivedLedger;
import io.weir.core.measure.Reordering;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The ledgers that a run's clients write to.
 *
 * @param layout how records are numbered
 * @param acked the publish side
 * @param subscriptions the received side of each
 */
record Ledgers(LedgerLayout layout, AckedLedger acked, List<LedgerSubscription> subscriptions) {
  Ledgers {
    subscriptions = List.copyOf(subscriptions);
  }

  static Ledgers create(
      LedgerLayout layout,
      int partitionsInAll,
      List<String> subscriptions,
      LedgerBudget budget,
      Path directory) {
    List<LedgerSubscription> received = new ArrayList<>();
    for (String name : subscriptions) {
      received.add(
          new LedgerSubscription(
              name,
              new ReceivedLedger(layout, budget, directory.resolve("spill-received-" + name)),
              new Reordering(layout, partitionsInAll)));
    }
    return new Ledgers(
        layout, new AckedLedger(layout, budget, directory.resolve("spill-acked")), received);
  }

  ReceivedLedger received(int subscription) {
    return subscriptions.get(subscription).received();
  }

  Reordering reordering(int subscription) {
    return subscriptions.get(subscription).reordering();
  }
}
