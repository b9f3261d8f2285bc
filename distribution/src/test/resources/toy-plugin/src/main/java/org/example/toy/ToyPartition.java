/* SPDX-License-Identifier: Apache-2.0 */
package org.example.toy;

import java.util.ArrayList;
import java.util.List;

/** The records of one partition, in order. Safe for any thread. */
final class ToyPartition {
  private final int mostRecords;
  private final List<ToyRecord> log = new ArrayList<>();

  ToyPartition(int mostRecords) {
    this.mostRecords = mostRecords;
  }

  /** A record at rest; an empty key stands for none. */
  record ToyRecord(byte[] key, boolean keyed, byte[] payload) {}

  /** False if the partition is full. */
  synchronized boolean append(ToyRecord record) {
    if (log.size() == mostRecords) {
      return false;
    }
    log.add(record);
    return true;
  }

  synchronized int size() {
    return log.size();
  }

  /** The records from an index on; none if there are no more. */
  synchronized List<ToyRecord> from(int index) {
    return List.copyOf(log.subList(index, log.size()));
  }
}
