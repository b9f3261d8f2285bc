/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/** Writes records as the format says, independently of the agent. */
final class Records {
  private Records() {}

  /** Lines with their checksums. */
  static byte[] of(String... lines) {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      CRC32 crc = new CRC32();
      crc.update(line.getBytes(StandardCharsets.UTF_8));
      text.append(line);
      text.append(String.format(Locale.ROOT, " %08x", crc.getValue())).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
