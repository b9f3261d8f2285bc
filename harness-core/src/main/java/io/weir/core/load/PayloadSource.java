/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.RunSpec.PayloadSpec;
import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.Mix;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The {@code payload} workload: records of one size from a pool made beforehand from the seed. A
 * record's content is the pool entry of its index, then the stamp over its first bytes.
 *
 * <p>Each payload is random bytes for the share 1 − compressibility, in runs between copies of one
 * repeating byte, so that a compressor finds about that share. Not thread-safe: the stamp is
 * written into the pool.
 */
public final class PayloadSource implements EventSource {
  private static final int POOL_BYTES = 4 << 20;
  private static final int LARGEST_POOL = 1024;
  private static final int RUN_BYTES = 64;

  private final byte[][] pool;
  private final KeyPicker keys;

  public PayloadSource(PayloadSpec spec, long seed) {
    this(spec, seed, new KeyPicker(spec.keys(), seed));
  }

  /** With keys that several share, since they never change. */
  PayloadSource(PayloadSpec spec, long seed, KeyPicker keys) {
    int entries = Math.max(1, Math.min(LARGEST_POOL, POOL_BYTES / spec.recordBytes()));
    pool = new byte[entries][];
    for (int i = 0; i < entries; i++) {
      pool[i] = payload(spec, Mix.of(seed, i));
    }
    this.keys = keys;
  }

  @Override
  public void fill(long index, int publisher, long sequence, long intendedNs, Event into) {
    byte[] payload = pool[(int) (index % pool.length)];
    into.payload = payload;
    into.length = payload.length;
    keys.pick(index, into);
  }

  @Override
  public void tick(int stream, long index, long offsetNs, long aheadMs, Event into) {
    throw new UnsupportedOperationException("records without a schema have no event time");
  }

  private static byte[] payload(PayloadSpec spec, long seed) {
    byte[] bytes = new byte[spec.recordBytes()];
    SplittableRandom random = new SplittableRandom(seed);
    for (int from = 0; from < bytes.length; from += RUN_BYTES) {
      int length = Math.min(RUN_BYTES, bytes.length - from);
      int repeated = (int) Math.round(length * spec.compressibility());
      Arrays.fill(bytes, from, from + repeated, (byte) 'w');
      for (int i = from + repeated; i < from + length; i++) {
        bytes[i] = (byte) random.nextInt();
      }
    }
    return bytes;
  }
}
