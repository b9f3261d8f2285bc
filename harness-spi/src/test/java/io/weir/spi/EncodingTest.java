/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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

  @Property(tries = 500)
  void theEventTimeIsFoundWithoutWhatIsBehindIt(
      @ForAll boolean tick,
      @ForAll long eventMs,
      @ForAll @IntRange(max = 3) int before,
      @ForAll @From("space") String space) {
    String head = "{\"weir\":\"" + "0".repeat(48) + "\"";
    String text =
        "#".repeat(before)
            + head
            + String.join(
                space, "", ",", "\"tick\"", ":", "" + tick, ",", "\"event_ms\"", ":", "" + eventMs)
            + space
            + ",\"more\":";
    ByteBuffer json = json(text).position(before);
    assertThat(Encoding.JSON.eventMs(json)).isEqualTo(eventMs);
    assertThat(json.position()).isEqualTo(before);

    ByteBuffer avro = ByteBuffer.allocate(before + 25 + 1 + 10 + 3);
    avro.position(before + 25);
    avro.put((byte) (tick ? 1 : 0));
    long zigzag = (eventMs << 1) ^ (eventMs >> 63);
    while ((zigzag & ~0x7fL) != 0) {
      avro.put((byte) (zigzag & 0x7f | 0x80));
      zigzag >>>= 7;
    }
    avro.put((byte) zigzag).put((byte) 99).flip().position(before);
    assertThat(Encoding.AVRO.eventMs(avro)).isEqualTo(eventMs);
    assertThat(avro.position()).isEqualTo(before);
  }

  @Provide
  Arbitrary<String> space() {
    return Arbitraries.of("", " ", "\n\t ");
  }

  @Test
  void whatIsWrittenOtherwiseHasNoEventTime() {
    String head = "{\"weir\":\"" + "0".repeat(48) + "\"";
    for (String rest :
        List.of(
            "",
            ",\"tick\":maybe,\"event_ms\":1}",
            ",\"event_ms\":1}",
            ",\"tick\":true,\"event_ms\":}",
            ",\"tick\":true,\"event_ms\":1",
            ",\"tick\":true,\"event_ms\":1.5}",
            ",\"tick\":true,\"event_ms\":-}",
            ",\"tick\":true,\"event_ms\":9223372036854775808}")) {
      assertThatThrownBy(() -> Encoding.JSON.eventMs(json(head + rest)))
          .as(rest)
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] endless = new byte[25 + 1 + 12];
    Arrays.fill(endless, (byte) 0x80);
    assertThatThrownBy(() -> Encoding.AVRO.eventMs(ByteBuffer.wrap(endless)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Encoding.AVRO.eventMs(ByteBuffer.allocate(26)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Encoding.BINARY.eventMs(ByteBuffer.allocate(24)))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
