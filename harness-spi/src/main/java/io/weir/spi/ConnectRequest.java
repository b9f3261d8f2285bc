/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.time.Duration;
import java.util.List;

/**
 * A running cluster to be used.
 *
 * @param addresses as the user gave them
 * @param settings options and native settings
 * @param clock what publishers and subscribers read times from
 * @param timeLimit until it must answer
 */
public record ConnectRequest(
    List<String> addresses, Settings settings, NanoClock clock, Duration timeLimit) {
  public ConnectRequest {
    addresses = List.copyOf(addresses);
  }
}
