/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class ResultLogProperties {
  /** As texts, so that two are equal if what they hold is. */
  record Kept(String key, String value, long atNs) {
    static Kept of(byte @Nullable [] key, byte @Nullable [] value, long atNs) {
      return new Kept(Arrays.toString(key), Arrays.toString(value), atNs);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Given(byte @Nullable [] key, byte @Nullable [] value, long atNs) {}

  @Provide
  Arbitrary<Given> given() {
    Arbitrary<byte[]> bytes =
        Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(200).injectNull(0.2);
    return Combinators.combine(bytes, bytes, Arbitraries.longs()).as(Given::new);
  }

  /** Whatever memory there is, and however large a record is beside a piece. */
  @Property(tries = 300)
  void givesBackWhatItWasGivenInOrder(
      @ForAll @Size(max = 60) List<@From("given") Given> given,
      @ForAll @IntRange(max = 3_000) int memoryBytes,
      @ForAll @IntRange(min = 16, max = 400) int pieceBytes)
      throws Exception {
    Path parent = Files.createTempDirectory("result-log");
    Path file = parent.resolve("log");
    try (ResultLog log = new ResultLog(file, memoryBytes, pieceBytes)) {
      List<Kept> expected = new ArrayList<>();
      for (Given each : given) {
        log.append(
            each.key() == null ? null : ByteBuffer.wrap(each.key()),
            each.value() == null ? null : ByteBuffer.wrap(each.value()),
            each.atNs());
        expected.add(Kept.of(each.key(), each.value(), each.atNs()));
      }
      for (int time = 0; time < 2; time++) {
        List<Kept> read = new ArrayList<>();
        log.read((key, value, atNs) -> read.add(Kept.of(key, value, atNs)));
        assertThat(read).isEqualTo(expected);
      }
      assertThat(log.records()).isEqualTo(given.size());
      assertThat(log.dropped()).isZero();
    } finally {
      assertThat(file).doesNotExist();
      Files.delete(parent);
    }
  }
}
