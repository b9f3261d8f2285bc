/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

/**
 * The received side of one subscription.
 *
 * @param name as files and reports have it: letters, digits, dot, dash, underscore
 * @param received which records arrived
 * @param reordering in what order
 */
public record LedgerSubscription(String name, ReceivedLedger received, Reordering reordering) {

  public LedgerSubscription {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException("subscription name " + name + " in a file name");
    }
  }
}
