/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EncodingTest {
  @Property(tries = 500)
  void everyEncodingGivesBackTheStampAndTouchesNothingElse(
      @ForAll Encoding encoding,
      @ForAll int runTag,
      @ForAll int publisher,
      @ForAll long sequence,
      @ForAll long intendedNs,
      @ForAll @IntRange(max = 5) int before,
      @ForAll @IntRange(max = 5) int behind) {
    byte[] record = new byte[encoding.stampAt() + encoding.stampLength() + behind];
    Arrays.fill(record, (byte) '.');
    if (encoding == Encoding.JSON) {
      System.arraycopy(
          "{\"weir\":\"".getBytes(StandardCharsets.US_ASCII), 0, record, 0, encoding.stampAt());
    }
    byte[] untouched = record.clone();
    encoding.stamp(record, runTag, publisher, sequence, intendedNs);
    for (int i = 0; i < record.length; i++) {
      if (i < encoding.stampAt() || i >= encoding.stampAt() + encoding.stampLength()) {
        assertThat(record[i]).isEqualTo(untouched[i]);
      }
    }
    ByteBuffer payload = ByteBuffer.allocate(before + record.length);
    payload.position(before);
    payload.put(record).flip().position(before);
    assertThat(encoding.hasStamp(payload)).isTrue();
    assertThat(encoding.runTag(payload)).isEqualTo(runTag);
    assertThat(encoding.publisher(payload)).isEqualTo(publisher);
    assertThat(encoding.sequence(payload)).isEqualTo(sequence);
    assertThat(encoding.intendedNs(payload)).isEqualTo(intendedNs);
    assertThat(payload.position()).isEqualTo(before);
  }

  @Test
  void aJsonStampIsReadableAsHexadecimalDigits() {
    byte[] record = ("{\"weir\":\"" + "?".repeat(48) + "\"}").getBytes(StandardCharsets.US_ASCII);
    Encoding.JSON.stamp(record, 0x12345678, -1, 0x1fL, 255);
    assertThat(new String(record, StandardCharsets.US_ASCII))
        .isEqualTo("{\"weir\":\"12345678ffffffff000000000000001f00000000000000ff\"}");
  }

  @Test
  void whatIsTooShortOrBeginsOtherwiseHasNoStamp() {
    assertThat(Encoding.BINARY.hasStamp(ByteBuffer.allocate(23))).isFalse();
    assertThat(Encoding.BINARY.hasStamp(ByteBuffer.allocate(24))).isTrue();
    assertThat(Encoding.AVRO.hasStamp(ByteBuffer.allocate(24))).isFalse();
    assertThat(Encoding.AVRO.hasStamp(ByteBuffer.allocate(25))).isTrue();
    assertThat(Encoding.JSON.hasStamp(json("{\"weir\":\"" + "0".repeat(47)))).isFalse();
    assertThat(Encoding.JSON.hasStamp(json("{\"weir\":\"" + "0".repeat(48)))).isTrue();
    assertThat(Encoding.JSON.hasStamp(json("{\"wier\":\"" + "0".repeat(48)))).isFalse();
    assertThat(Encoding.JSON.hasStamp(json("{ \"weir\":\"" + "0".repeat(48)))).isFalse();
  }

  private static ByteBuffer json(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
