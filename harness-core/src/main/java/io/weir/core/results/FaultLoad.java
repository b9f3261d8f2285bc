/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The publish side of one fault.
 *
 * @param sent records handed to a client
 * @param acked records acknowledged
 * @param ackedBeforeFault of them, those acknowledged when the fault began
 * @param failed records answered by an error
 * @param unanswered records never answered
 * @param unavailableS seconds from the fault until the first record sent after it was acknowledged;
 *     empty if none was
 * @param allPartitionsS the same until every partition had acknowledged one; empty if one never
 *     did, or if the client does not say where a record went
 * @param errors the first cause of each kind of failure
 */
public record FaultLoad(
    long sent,
    long acked,
    long ackedBeforeFault,
    long failed,
    long unanswered,
    OptionalDouble unavailableS,
    OptionalDouble allPartitionsS,
    Map<String, String> errors) {
  public FaultLoad {
    errors = Collections.unmodifiableMap(new TreeMap<>(errors));
  }
}
