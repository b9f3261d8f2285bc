/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.Encoding;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What was published. Immutable.
 *
 * @param streams of the workload, in its order; empty for payload, whose topics are all alike
 * @param meanRecordBytes of the records handed to clients over the whole run, keys left out; empty
 *     while none was
 * @param ticks tick records handed to clients; empty for a workload without event time
 * @param facts that the workload tells of itself, in its order; empty until the load has ended
 */
public record WorkloadFacts(
    List<Stream> streams,
    OptionalDouble meanRecordBytes,
    OptionalLong ticks,
    Map<String, String> facts) {
  public WorkloadFacts {
    streams = List.copyOf(streams);
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /**
   * One stream.
   *
   * @param name within the workload
   * @param topic that it is published to
   * @param encoding of its records
   */
  public record Stream(String name, String topic, Encoding encoding) {}
}
