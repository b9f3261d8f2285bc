/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.Optional;
import java.util.OptionalLong;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/** {@link ProcessCounters} of any platform. */
final class PortableProcessCounters implements ProcessCounters {

  private final OperatingSystem os;

  PortableProcessCounters(OperatingSystem os) {
    this.os = os;
  }

  @Override
  public Optional<Usage> read(long pid) {
    OSProcess process = os.getProcess((int) pid);
    if (process == null) {
      return Optional.empty();
    }
    return switch (process.getState()) {
      case ZOMBIE, INVALID -> Optional.empty();
      default ->
          Optional.of(
              new Usage(
                  process.getStartTime(),
                  process.getUserTime(),
                  process.getKernelTime(),
                  process.getResidentMemory(),
                  process.getThreadCount(),
                  process.getMinorFaults(),
                  process.getMajorFaults(),
                  OptionalLong.of(process.getBytesRead()),
                  OptionalLong.of(process.getBytesWritten()),
                  OptionalLong.empty(),
                  OptionalLong.empty()));
    };
  }
}
