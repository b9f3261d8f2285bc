/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.Optional;
import java.util.OptionalLong;

/** What processes have used since they started. One thread at a time. */
interface ProcessCounters {

  /**
   * Of one process; empty is what may not be read.
   *
   * @param started when, in the platform's own terms; tells a process from a successor with its pid
   * @param userMs of CPU
   * @param systemMs of CPU
   * @param rssBytes in memory now
   * @param threads now
   * @param minorFaults without disk access
   * @param majorFaults with disk access
   * @param diskReadBytes from devices
   * @param diskWrittenBytes to devices
   * @param ioReadBytes through read calls: files and sockets
   * @param ioWrittenBytes through write calls: files and sockets
   */
  record Usage(
      long started,
      long userMs,
      long systemMs,
      long rssBytes,
      long threads,
      long minorFaults,
      long majorFaults,
      OptionalLong diskReadBytes,
      OptionalLong diskWrittenBytes,
      OptionalLong ioReadBytes,
      OptionalLong ioWrittenBytes) {}

  /** As of now; empty if the process is gone. */
  Optional<Usage> read(long pid);
}
