/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How long a load that goes up and down was more than the system took. A second is overloaded if at
 * its end records that were due 100 ms before had not been answered, or not been delivered.
 *
 * @param seconds of the window that were overloaded on one side or the other
 * @param publishSeconds of them, in which answers were missing
 * @param deliverySeconds of them, in which deliveries were missing, by subscription
 * @param recoverSeconds the longest time, in whole seconds, from the beginning of an overload in
 *     the window until it was worked off, after the window if need be; 0 if there was none, empty
 *     if one was not worked off while there was load
 */
public record Overload(
    int seconds,
    int publishSeconds,
    Map<String, Integer> deliverySeconds,
    OptionalDouble recoverSeconds) {
  public Overload {
    deliverySeconds = Collections.unmodifiableMap(new TreeMap<>(deliverySeconds));
  }
}
