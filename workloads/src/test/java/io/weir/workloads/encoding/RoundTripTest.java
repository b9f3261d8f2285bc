/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.spi.Encoding;
import io.weir.spi.Event;
import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import io.weir.spi.Stamp;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

class RoundTripTest {
  private static final Schema ALL_TYPES =
      Schema.of(
          "all_types",
          Field.of("yes", Schema.Type.BOOLEAN),
          Field.of("small", Schema.Type.INT32),
          Field.of("large", Schema.Type.INT64),
          Field.of("decimal", Schema.Type.DOUBLE),
          Field.of("text", Schema.Type.STRING),
          Field.orNull("yes_or", Schema.Type.BOOLEAN),
          Field.orNull("small_or", Schema.Type.INT32),
          Field.orNull("large_or", Schema.Type.INT64),
          Field.orNull("decimal_or", Schema.Type.DOUBLE),
          Field.orNull("text_or", Schema.Type.STRING));

  /** A decimal as it is put. */
  record Scaled(long scaled, int decimals) {
    double value() {
      return new BigDecimal(scaled).movePointLeft(decimals).doubleValue();
    }
  }

  /** Values of the own fields: Boolean, Integer, Long, Scaled, String, then the same or null. */
  record Values(long eventMs, List<@Nullable Object> own) {}

  @Property(tries = 500)
  void jacksonReadsWhatIsWritten(@ForAll("values") Values values) throws IOException {
    Event event = written(Encoding.JSON, values);
    JsonNode read = new ObjectMapper().readTree(event.payload, 0, event.length);

    assertThat(read.get("weir").asText()).isEqualTo("0".repeat(48));
    assertThat(read.get("tick").isBoolean()).isTrue();
    assertThat(read.get("tick").booleanValue()).isFalse();
    assertThat(read.get("event_ms").longValue()).isEqualTo(values.eventMs);
    List<String> names = new ArrayList<>();
    read.fieldNames().forEachRemaining(names::add);
    assertThat(names).isEqualTo(ALL_TYPES.fields().stream().map(Field::name).toList());
    for (int i = 0; i < values.own.size(); i++) {
      JsonNode node = read.get(ALL_TYPES.ownFields().get(i).name());
      Object expected = values.own.get(i);
      if (expected == null) {
        assertThat(node.isNull()).isTrue();
      } else if (expected instanceof Scaled decimal) {
        assertThat(node.isFloatingPointNumber()).isTrue();
        assertThat(node.doubleValue()).isEqualTo(decimal.value() + 0.0);
      } else if (expected instanceof String) {
        assertThat(node.textValue()).isEqualTo(expected);
      } else if (expected instanceof Boolean) {
        assertThat(node.booleanValue()).isEqualTo(expected);
      } else {
        assertThat(node.isIntegralNumber()).isTrue();
        assertThat(node.longValue()).isEqualTo(((Number) expected).longValue());
      }
    }
  }

  @Property(tries = 500)
  void avroReadsWhatIsWritten(@ForAll("values") Values values) throws IOException {
    Event event = written(Encoding.AVRO, values);
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(event.payload, 0, event.length, null);
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(
                new org.apache.avro.Schema.Parser().parse(AvroSchemas.text(ALL_TYPES)))
            .read(null, decoder);

    assertThat(decoder.isEnd()).isTrue();
    assertThat(read.get("weir")).isEqualTo(ByteBuffer.wrap(new byte[Stamp.BYTES]));
    assertThat(read.get("tick")).isEqualTo(false);
    assertThat(read.get("event_ms")).isEqualTo(values.eventMs);
    for (int i = 0; i < values.own.size(); i++) {
      Object value = read.get(ALL_TYPES.ownFields().get(i).name());
      Object expected = values.own.get(i);
      if (expected instanceof Scaled decimal) {
        assertThat(value).isEqualTo(decimal.value() + 0.0);
      } else {
        assertThat(value instanceof CharSequence ? value.toString() : value).isEqualTo(expected);
      }
    }
  }

  @Property(tries = 500)
  void itsOwnReaderReadsWhatIsWritten(@ForAll Encoding encoding, @ForAll("values") Values values) {
    if (encoding == Encoding.BINARY) {
      return;
    }
    Event event = written(encoding, values);
    byte[] before = event.payload.clone();
    ByteBuffer payload = inTheMiddleOfADirectBuffer(event);
    RecordReader reader = RecordReader.of(ALL_TYPES, encoding);
    reader.read(payload);

    assertThat(payload.position()).isEqualTo(3);
    assertThat(payload.remaining()).isEqualTo(event.length);
    assertThat(event.payload).isEqualTo(before);
    assertThat(reader.isTick()).isFalse();
    assertThat(reader.eventMs()).isEqualTo(values.eventMs);
    for (int i = 0; i < values.own.size(); i++) {
      int field = reader.index(ALL_TYPES.ownFields().get(i).name());
      Object expected = values.own.get(i);
      assertThat(reader.isNull(field)).isEqualTo(expected == null);
      assertThat(reader.get(field)).isEqualTo(inARow(expected));
    }
  }

  @Property(tries = 200)
  void aPayloadThatIsCutShortIsNoRecord(
      @ForAll("values") Values values, @ForAll Encoding encoding, @ForAll int where) {
    if (encoding == Encoding.BINARY) {
      return;
    }
    Event event = written(encoding, values);
    int cut = Math.floorMod(where, event.length);
    assertThatThrownBy(
            () -> RecordReader.of(ALL_TYPES, encoding).read(ByteBuffer.wrap(event.payload, 0, cut)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a record of all_types: ");
  }

  @Property
  void decimalsAreExactAndShort(@ForAll("decimals") Scaled decimal) {
    byte[] into = new byte[40];
    int end = Digits.writeDecimal(into, 1, decimal.scaled, decimal.decimals);
    String text = new String(into, 1, end - 1, UTF_8);
    assertThat(new BigDecimal(text))
        .isEqualByComparingTo(new BigDecimal(decimal.scaled).movePointLeft(decimal.decimals));
    assertThat(text).matches("-?(0|[1-9][0-9]*)\\.([0-9]|[0-9]*[1-9])");
    assertThat(Digits.decimal(decimal.scaled, decimal.decimals))
        .isEqualTo(Double.parseDouble(text));
  }

  @Property
  void wholeNumbersAreAsJavaWritesThem(@ForAll long value) {
    byte[] into = new byte[30];
    assertThat(new String(into, 0, Digits.write(into, 0, value), UTF_8))
        .isEqualTo(Long.toString(value));
  }

  @Example
  void ticksHoldZerosEmptyTextsAndNulls() {
    for (Encoding encoding : List.of(Encoding.JSON, Encoding.AVRO)) {
      Event event = new Event();
      event.key = new byte[] {1};
      event.keyIndex = 7;
      RecordWriter.of(ALL_TYPES, encoding).tick(event, 1_234);
      RecordReader reader = RecordReader.of(ALL_TYPES, encoding);
      reader.read(ByteBuffer.wrap(event.payload, 0, event.length));
      assertThat(event.key).isNull();
      assertThat(event.keyIndex).isEqualTo(-1);
      assertThat(reader.isTick()).isTrue();
      assertThat(reader.eventMs()).isEqualTo(1_234);
      List<@Nullable Object> own = new ArrayList<>();
      for (Field field : ALL_TYPES.ownFields()) {
        own.add(reader.get(reader.index(field.name())));
      }
      assertThat(own)
          .isEqualTo(Arrays.asList(false, 0L, 0L, 0.0, "", null, null, null, null, null));
    }
  }

  @Example
  void aStampIsReadBackFromWhereTheEncodingSays() {
    for (Encoding encoding : List.of(Encoding.JSON, Encoding.AVRO)) {
      Event event = new Event();
      RecordWriter.of(ALL_TYPES, encoding).tick(event, 5);
      encoding.stamp(event.payload, 0x1a2b3c4d, 6, 7, 8);
      ByteBuffer payload = ByteBuffer.wrap(event.payload, 0, event.length);
      assertThat(encoding.hasStamp(payload)).isTrue();
      assertThat(encoding.runTag(payload)).isEqualTo(0x1a2b3c4d);
      assertThat(encoding.sequence(payload)).isEqualTo(7);
      RecordReader reader = RecordReader.of(ALL_TYPES, encoding);
      reader.read(payload);
      assertThat(reader.eventMs()).isEqualTo(5);
    }
  }

  @Example
  void aBufferThatIsLargeEnoughIsUsedAgain() {
    RecordWriter writer = RecordWriter.of(ALL_TYPES, Encoding.JSON);
    Event event = new Event();
    writer.tick(event, 1);
    byte[] first = event.payload;
    writer.tick(event, 2);
    assertThat(event.payload).isSameAs(first);
  }

  @Example
  void putsThatDoNotFitAreRefused() {
    RecordWriter writer = RecordWriter.of(ALL_TYPES, Encoding.JSON);
    Event event = new Event();
    writer.begin(event, 0);
    assertThatThrownBy(() -> writer.putLong(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::putNull).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> writer.end(event)).isInstanceOf(IllegalStateException.class);
    writer.putBoolean(true);
    assertThatThrownBy(() -> writer.putLong(1L << 31)).hasMessageContaining("small has 32 bits");
  }

  @Example
  void jsonOfOtherProducersIsReadWhateverItsOrder() {
    String json =
        "{ \"x\": -1.5e3, \"event_ms\": 17, \"weir\": \"\", \"tick\": true, \"id\": \"\\u00e4\\n\" }";
    RecordReader reader =
        RecordReader.of(
            Schema.of("t", Field.of("id", Schema.Type.STRING), Field.of("x", Schema.Type.DOUBLE)),
            Encoding.JSON);
    reader.read(ByteBuffer.wrap(json.getBytes(UTF_8)));
    assertThat(reader.getString(reader.index("id"))).isEqualTo("ä\n");
    assertThat(reader.getDouble(reader.index("x"))).isEqualTo(-1500.0);
    assertThat(reader.isTick()).isTrue();
    for (String wrong :
        List.of(
            json.replace("-1.5e3", "\"1\""),
            json.replace("-1.5e3", "null"),
            json.replace("\"x\"", "\"y\""),
            json.replace("\"x\"", "\"tick\""),
            json.replace("17", "17.0"),
            json + "1",
            "[]")) {
      assertThatThrownBy(() -> reader.read(ByteBuffer.wrap(wrong.getBytes(UTF_8))))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Event written(Encoding encoding, Values values) {
    RecordWriter writer = RecordWriter.of(ALL_TYPES, encoding);
    Event event = new Event();
    writer.begin(event, values.eventMs);
    for (Object value : values.own) {
      if (value == null) {
        writer.putNull();
      } else if (value instanceof Boolean flag) {
        writer.putBoolean(flag);
      } else if (value instanceof Scaled decimal) {
        writer.putDecimal(decimal.scaled, decimal.decimals);
      } else if (value instanceof String text) {
        writer.putText(text.getBytes(UTF_8));
      } else {
        writer.putLong(((Number) value).longValue());
      }
    }
    writer.end(event);
    return event;
  }

  private static ByteBuffer inTheMiddleOfADirectBuffer(Event event) {
    ByteBuffer direct =
        ByteBuffer.allocateDirect(event.length + 5).order(ByteOrder.LITTLE_ENDIAN).position(3);
    direct.put(event.payload, 0, event.length).flip().position(3);
    return direct.asReadOnlyBuffer();
  }

  private static @Nullable Object inARow(@Nullable Object value) {
    if (value instanceof Scaled decimal) {
      return decimal.value() + 0.0;
    }
    return value instanceof Integer small ? Long.valueOf(small) : value;
  }

  @Provide
  Arbitrary<Scaled> decimals() {
    long most = 1L << 53;
    return Combinators.combine(
            Arbitraries.longs().between(-most, most), Arbitraries.integers().between(0, 18))
        .as(Scaled::new);
  }

  @Provide
  Arbitrary<Values> values() {
    Arbitrary<Object> yes = Arbitraries.of(true, false);
    Arbitrary<Object> small = Arbitraries.integers().asGeneric();
    Arbitrary<Object> large = Arbitraries.longs().asGeneric();
    Arbitrary<Object> decimal = decimals().asGeneric();
    Arbitrary<Object> text =
        Arbitraries.strings()
            .ofMaxLength(60)
            .withChars("aZ09 \"\\/\b\n\r\t\u0000\u001f\u007fäß€\u2028")
            .asGeneric();
    List<Arbitrary<Object>> all = new ArrayList<>(List.of(yes, small, large, decimal, text));
    for (Arbitrary<Object> one : List.copyOf(all)) {
      all.add(one.injectNull(0.3));
    }
    return Combinators.combine(Arbitraries.longs(), Combinators.combine(all).as(v -> v))
        .as(Values::new);
  }
}
