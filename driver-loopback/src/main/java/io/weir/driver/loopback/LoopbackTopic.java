/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

import io.weir.spi.NanoClock;
import java.util.List;
import java.util.stream.IntStream;

/** A topic's partitions. */
record LoopbackTopic(String name, List<PartitionRing> partitions) {
  static LoopbackTopic create(String name, int partitions, int ringRecords, NanoClock clock) {
    return new LoopbackTopic(
        name,
        IntStream.range(0, partitions)
            .mapToObj(p -> new PartitionRing(p, ringRecords, clock))
            .toList());
  }

  void close() {
    partitions.forEach(PartitionRing::close);
  }
}
