/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.ConfigValue;
import java.util.Map;

/**
 * The effective client configuration by native key. Secrets are written masked.
 *
 * @param publisher of the first publisher; the others differ in their ids alone
 * @param subscriber likewise; empty without subscriptions
 */
public record ClientFacts(Map<String, ConfigValue> publisher, Map<String, ConfigValue> subscriber) {
  public ClientFacts {
    publisher = Map.copyOf(publisher);
    subscriber = Map.copyOf(subscriber);
  }
}
