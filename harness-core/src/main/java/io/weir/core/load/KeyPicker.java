/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.KeySpec;
import io.weir.spi.Event;
import io.weir.spi.Mix;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Chooses the key of a record from its place in the schedule alone, so that any machine that makes
 * the record gives it the same key. Immutable after construction; no allocation per record.
 */
final class KeyPicker {
  private final KeySpec spec;
  private final long seed;
  private final byte[][] keys;

  /** Walker's alias table, for Zipf only: of each column the share that keeps it, and its alias. */
  private final double[] keep;

  private final int[] alias;

  KeyPicker(KeySpec spec, long seed) {
    this.spec = spec;
    this.seed = Mix.mix(seed ^ 0x6b6579L);
    this.keys = new byte[spec.keys()][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = String.format(Locale.ROOT, "key-%07d", i).getBytes(StandardCharsets.US_ASCII);
    }
    boolean zipf = spec.distribution() == KeySpec.Distribution.ZIPF;
    this.keep = new double[zipf ? keys.length : 0];
    this.alias = new int[zipf ? keys.length : 0];
    if (zipf) {
      fillAliasTable();
    }
  }

  /** Sets the event's key. */
  void pick(long index, Event into) {
    if (keys.length == 0) {
      into.key = null;
      into.keyIndex = -1;
      return;
    }
    int key =
        switch (spec.distribution()) {
          case UNIFORM -> below(Mix.of(seed, index), keys.length);
          case ZIPF -> zipf(Mix.of(seed, index));
          default -> (int) (index % keys.length);
        };
    into.key = keys[key];
    into.keyIndex = key;
  }

  private int zipf(long random) {
    // One number serves both draws: its column by the high bits, its share by a further mix.
    int column = below(random, keys.length);
    return Mix.unit(Mix.mix(random)) < keep[column] ? column : alias[column];
  }

  private static int below(long random, int bound) {
    // Multiply-shift on 64 bits: the bias is below bound / 2^64.
    return (int) Math.multiplyHigh(random >>> 1, (long) bound << 1);
  }

  /** Vose, "A linear algorithm for generating random numbers with a given distribution", 1991. */
  private void fillAliasTable() {
    int n = keys.length;
    double sum = 0;
    double[] scaled = new double[n];
    for (int i = 0; i < n; i++) {
      scaled[i] = Math.pow(i + 1, -spec.exponent());
      sum += scaled[i];
    }
    int[] small = new int[n];
    int[] large = new int[n];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < n; i++) {
      scaled[i] *= n / sum;
      if (scaled[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    while (smalls > 0 && larges > 0) {
      int s = small[--smalls];
      int l = large[larges - 1];
      keep[s] = scaled[s];
      alias[s] = l;
      scaled[l] -= 1 - scaled[s];
      if (scaled[l] < 1) {
        larges--;
        small[smalls++] = l;
      }
    }
    while (larges > 0) {
      keep[large[--larges]] = 1;
    }
    while (smalls > 0) {
      // Left over by rounding only.
      keep[small[--smalls]] = 1;
    }
  }
}
