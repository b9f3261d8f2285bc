/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.List;
import java.util.Map;

/**
 * How a client or an engine reaches a broker.
 *
 * @param protocol what it speaks; engines match on this, not on the driver's name
 * @param addresses {@code host:port} or URLs, as the protocol's clients want them
 * @param properties further client properties (security), by native key
 */
public record Endpoint(
    String protocol, List<String> addresses, Map<String, ConfigValue> properties) {
  public Endpoint {
    addresses = List.copyOf(addresses);
    properties = Map.copyOf(properties);
  }
}
