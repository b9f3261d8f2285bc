/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.experiment.KeySpec;
import io.weir.core.experiment.KeySpec.Distribution;
import io.weir.core.experiment.RunSpec.PayloadSpec;
import io.weir.spi.Event;
import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class KeyPickerTest {
  private static int[] draw(KeySpec spec, long seed, int n) {
    KeyPicker picker = new KeyPicker(spec, seed);
    Event event = new Event();
    int[] counts = new int[spec.keys()];
    for (int i = 0; i < n; i++) {
      picker.pick(i, event);
      counts[(int) event.keyIndex]++;
    }
    return counts;
  }

  @Test
  void withoutKeysThereIsNone() {
    Event event = new Event();
    event.keyIndex = 7;
    new KeyPicker(KeySpec.none(), 1).pick(0, event);
    assertThat(event.key).isNull();
    assertThat(event.keyIndex).isEqualTo(-1);
  }

  @Test
  void roundRobinUsesEachKeyEquallyOften() {
    assertThat(draw(new KeySpec(Distribution.ROUND_ROBIN, 10, 0), 1, 1_000)).containsOnly(100);
  }

  @Test
  void uniformPassesAChiSquareTest() {
    int keys = 100;
    int n = 1_000_000;
    double chi2 = 0;
    for (int count : draw(new KeySpec(Distribution.UNIFORM, keys, 0), 42, n)) {
      double expected = (double) n / keys;
      chi2 += (count - expected) * (count - expected) / expected;
    }
    // 99 degrees of freedom: the 0.0001 and 0.9999 quantiles.
    assertThat(chi2).isBetween(51.0, 161.0);
  }

  @Test
  void zipfFollowsItsPowerLaw() {
    int keys = 1_000;
    int n = 2_000_000;
    double s = 0.99;
    int[] counts = draw(new KeySpec(Distribution.ZIPF, keys, s), 42, n);
    double norm = 0;
    for (int k = 1; k <= keys; k++) {
      norm += Math.pow(k, -s);
    }
    for (int rank : new int[] {1, 2, 3, 10, 100}) {
      double p = Math.pow(rank, -s) / norm;
      double sd = Math.sqrt(p * (1 - p) / n);
      assertThat((double) counts[rank - 1] / n).isCloseTo(p, within(5 * sd));
    }
  }

  @Test
  void sameSeedSameKeysOtherSeedOtherKeys() {
    KeySpec spec = new KeySpec(Distribution.ZIPF, 50, 1.2);
    assertThat(draw(spec, 7, 10_000)).isEqualTo(draw(spec, 7, 10_000));
    assertThat(draw(spec, 7, 10_000)).isNotEqualTo(draw(spec, 8, 10_000));
  }

  @Test
  void payloadsCompressByAboutWhatWasAsked() throws Exception {
    for (double share : new double[] {0, 0.25, 0.5, 0.75, 1}) {
      PayloadSource source = new PayloadSource(new PayloadSpec(1_024, KeySpec.none(), share), 42);
      Event event = new Event();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (DeflaterOutputStream out =
          new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_COMPRESSION))) {
        for (int i = 0; i < 500; i++) {
          source.fill(i, 0, i, i, event);
          out.write(event.payload, 0, event.length);
        }
      }
      assertThat(1 - packed.size() / (500 * 1_024.0)).isCloseTo(share, within(0.08));
    }
  }
}
