/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link HostCounters} from /proc/net/dev and /proc/diskstats: two small reads, where the portable
 * way makes dozens per device.
 */
final class LinuxHostCounters implements HostCounters {

  /** The unit of /proc/diskstats, whatever the device's own. */
  private static final int SECTOR_BYTES = 512;

  private final Path proc;

  LinuxHostCounters(Path proc) {
    this.proc = proc;
  }

  @Override
  public List<Traffic> network() {
    List<Traffic> traffic = new ArrayList<>();
    for (String line : lines(proc.resolve("net/dev"))) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String[] fields = fields(line.substring(colon + 1));
      if (fields.length > 8) {
        traffic.add(
            new Traffic(
                line.substring(0, colon).strip(),
                Long.parseLong(fields[0]),
                Long.parseLong(fields[8])));
      }
    }
    return traffic;
  }

  @Override
  public List<Traffic> disks() {
    List<Traffic> traffic = new ArrayList<>();
    for (String line : lines(proc.resolve("diskstats"))) {
      String[] fields = fields(line);
      if (fields.length > 9 && isDisk(fields[2])) {
        traffic.add(
            new Traffic(
                fields[2],
                Long.parseLong(fields[5]) * SECTOR_BYTES,
                Long.parseLong(fields[9]) * SECTOR_BYTES));
      }
    }
    return traffic;
  }

  /** Not what is counted again elsewhere: partitions, loop and memory devices. */
  private static boolean isDisk(String device) {
    return device.matches("(s|h|v|xv)d[a-z]+|nvme\\d+n\\d+|mmcblk\\d+");
  }

  private static String[] fields(String line) {
    return line.strip().split("\\s+", -1);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
