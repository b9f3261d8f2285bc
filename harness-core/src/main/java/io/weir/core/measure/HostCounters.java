/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.List;

/** What went through the devices of the host since it started. One thread at a time. */
interface HostCounters {

  /**
   * Of one device.
   *
   * @param device its name
   * @param inBytes received or read
   * @param outBytes sent or written
   */
  record Traffic(String device, long inBytes, long outBytes) {}

  /** Network interfaces, loopback too; empty if they cannot be read. */
  List<Traffic> network();

  /** Whole disks; empty if they cannot be read. */
  List<Traffic> disks();
}
