/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Locale;

/** Batch compression, one intent for every driver. */
public enum Compression {
  NONE,
  LZ4,
  ZSTD,
  SNAPPY,
  GZIP;

  /** As the user writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
