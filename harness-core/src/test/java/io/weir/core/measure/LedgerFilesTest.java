/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerFilesTest {

  @TempDir Path directory;

  @Test
  void theFormatIsThePortableOneOfTheRoaringSpecification() throws IOException {
    Path file = directory.resolve("two.roaring");
    LedgerFiles.write(file, blocks(1, 5));
    // One bucket; upper half 0; cookie 12346, one container; key 0, cardinality − 1; offset; array.
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)))
        .isEqualTo(
            "0100000000000000"
                + "00000000"
                + "3a30000001000000"
                + "00000100"
                + "10000000"
                + "01000500");
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void whatIsWrittenIsReadAcrossContainerKindsAndBuckets() {
    Path file = directory.resolve("kinds.roaring");
    long bucket = 1L << 32;
    long[] indices =
        LongStream.of(1, 65_535, bucket - 1, bucket, bucket + 65_536, 2 * bucket + 3).toArray();
    long[] everySecond = LongStream.range(0, 20_000).map(i -> 131_072 + 2 * i).toArray();
    long[] run = LongStream.range(300_000, 500_000).toArray();
    long[] all =
        Stream.of(indices, everySecond, run).flatMapToLong(Arrays::stream).sorted().toArray();
    LedgerFiles.write(file, blocks(all));
    assertThat(LedgerFiles.read(file).toArray()).isEqualTo(all);
  }

  @Test
  void anEmptySetIsAFileToo() {
    Path file = directory.resolve("empty.roaring");
    LedgerFiles.write(file, blocks());
    assertThat(LedgerFiles.read(file).isEmpty()).isTrue();
  }

  @Test
  void aMissingFileIsAnError() {
    assertThatThrownBy(() -> LedgerFiles.read(directory.resolve("none.roaring")))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void theMergedSharesOfTwoProcessesEqualTheWhole() {
    LedgerLayout layout = new LedgerLayout(4, 0, 1_000_000);
    long[] evenShare = {90_000, 0, 80_000, 0};
    long[] oddShare = {0, 70_001, 0, 95_000};
    long[] whole = {90_000, 70_001, 80_000, 95_000};
    Path even = directory.resolve("even.roaring");
    Path odd = directory.resolve("odd.roaring");
    Path merged = directory.resolve("merged.roaring");
    Path expected = directory.resolve("expected.roaring");
    LedgerFiles.write(even, LedgerWords.handedOver(layout, evenShare));
    LedgerFiles.write(odd, LedgerWords.handedOver(layout, oddShare));
    LedgerFiles.write(expected, LedgerWords.handedOver(layout, whole));
    LedgerFiles.merge(List.of(even, odd), merged);
    assertThat(LedgerFiles.read(merged).getLongCardinality()).isEqualTo(335_001);
    assertThat(merged).hasSameBinaryContentAs(expected);
  }

  @Test
  void mergingKeepsBucketsThatOnlyOneFileHas() {
    Path low = directory.resolve("low.roaring");
    Path high = directory.resolve("high.roaring");
    Path merged = directory.resolve("merged.roaring");
    LedgerFiles.write(low, blocks(3, 1L << 33));
    LedgerFiles.write(high, blocks(4, 1L << 32));
    LedgerFiles.merge(List.of(low, high), merged);
    assertThat(LedgerFiles.read(merged).toArray()).containsExactly(3, 4, 1L << 32, 1L << 33);
  }

  @Test
  void aRunWithoutGapsTakesAFewBytesPerBlock() throws IOException {
    LedgerLayout layout = new LedgerLayout(500, 0, 0);
    long[] sent = new long[500];
    Arrays.fill(sent, 200_000);
    Path file = directory.resolve("clean.roaring");
    LedgerFiles.write(file, LedgerWords.handedOver(layout, sent));
    assertThat(LedgerFiles.read(file).getLongCardinality()).isEqualTo(100_000_000);
    assertThat(Files.size(file)).isLessThan(100_000_000 / 65_536 * 16);
  }

  @Test
  void aCheckpointTellsInFlightFromAcknowledged() {
    LedgerLayout layout = new LedgerLayout(2, 0, 1_000);
    AckedLedger acked =
        new AckedLedger(layout, LedgerBudget.standard(), directory.resolve("spill-acked"));
    ReceivedLedger received =
        new ReceivedLedger(layout, LedgerBudget.standard(), directory.resolve("spill-received"));
    long[] nowNs = {0};
    try (LedgerSet ledgers =
        new LedgerSet(
            layout,
            acked,
            List.of(new LedgerSubscription("s-1", received, new Reordering(layout, 1))),
            () -> nowNs[0] += 1_000)) {
      acked.failed(1, 0);
      received.mark(0, 0);
      received.mark(0, 0);
      assertThat(ledgers.checkpoint(directory, new long[] {2, 1}, new long[] {3, 2})).isTrue();
      assertThat(read("acked")).containsExactly(0, 2);
      assertThat(read("indeterminate")).containsExactly(1, 3, 4);
      assertThat(read("received-s-1")).containsExactly(0);
      assertThat(read("duplicates-s-1")).containsExactly(0);

      assertThat(ledgers.checkpoint(directory, new long[] {2, 1}, new long[] {3, 2}))
          .as("right after the last")
          .isFalse();
      nowNs[0] += 1_000_000;
      assertThat(ledgers.checkpoint(directory, new long[] {2, 1}, new long[] {3, 2})).isTrue();
    }
  }

  private long[] read(String name) {
    return LedgerFiles.read(directory.resolve(name + ".roaring")).toArray();
  }

  private static LedgerBlocks blocks(long... sorted) {
    return new LedgerBlocks() {
      @Override
      public long blockLimit() {
        return sorted.length == 0 ? 0 : sorted[sorted.length - 1] / BLOCK_INDICES + 1;
      }

      @Override
      public Content read(long block, long[] words) {
        Arrays.fill(words, 0);
        int from = Arrays.binarySearch(sorted, block * BLOCK_INDICES);
        for (int i = from < 0 ? -from - 1 : from;
            i < sorted.length && sorted[i] / BLOCK_INDICES == block;
            i++) {
          LedgerWords.set(words, (int) (sorted[i] % BLOCK_INDICES));
        }
        return Content.MIXED;
      }
    };
  }
}
