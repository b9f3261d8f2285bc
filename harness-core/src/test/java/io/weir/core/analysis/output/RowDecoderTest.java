/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.weir.core.analysis.output.Change.Kind;
import io.weir.core.analysis.output.RowDecoder.Decoded;
import io.weir.spi.ResultSchema;
import io.weir.spi.ResultSchema.Mode;
import io.weir.spi.Row;
import io.weir.spi.Schema.Field;
import io.weir.spi.Schema.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowDecoderTest {
  private final RowDecoder decoder = decoder(Mode.UPSERT);

  private static RowDecoder decoder(Mode mode) {
    return new RowDecoder(
        new ResultSchema(
            List.of(
                Field.of("id", Type.INT64),
                Field.of("small", Type.INT32),
                Field.of("mean", Type.DOUBLE),
                Field.of("name", Type.STRING),
                Field.of("on", Type.BOOLEAN)),
            List.of("id"),
            mode));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String reason(Decoded decoded) {
    return assertInstanceOf(Decoded.Failed.class, decoded).finding().reason();
  }

  private static List<Change> changes(Decoded decoded) {
    return assertInstanceOf(Decoded.Changes.class, decoded).changes();
  }

  @Test
  void readsAPlainRowInAnyOrderOfColumns() {
    Decoded decoded =
        decoder.plain(
            bytes(
                "{\"name\":\"ä\",\"id\":9223372036854775807,\"small\":-1,\"on\":true,\"mean\":2}"),
            7);
    assertEquals(
        List.of(new Change(Kind.INSERT, Row.of(Long.MAX_VALUE, -1L, 2.0, "ä", true), 7)),
        changes(decoded));
  }

  @Test
  void whatIsLeftOutIsNullAndDoublesCanBeAnything() {
    assertEquals(
        Row.of(1L, null, Double.NaN, null, null),
        changes(decoder.plain(bytes("{\"id\":1,\"mean\":\"NaN\",\"name\":null}"), 0)).get(0).row());
    assertEquals(
        Row.of(1L, null, Double.NEGATIVE_INFINITY, null, null),
        changes(decoder.plain(bytes("{\"id\":1,\"mean\":\"-Infinity\"}"), 0)).get(0).row());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"id\":1.0} | id is no INT64: 1.0",
        "{\"id\":\"1\"} | id is no INT64: \"1\"",
        "{\"id\":9223372036854775808} | id is no INT64: 9223372036854775808",
        "{\"small\":2147483648} | small is no INT32: 2147483648",
        "{\"mean\":\"1.5\"} | mean is no DOUBLE: \"1.5\"",
        "{\"name\":5} | name is no STRING: 5",
        "{\"on\":\"true\"} | on is no BOOLEAN: \"true\"",
        "{\"meam\":1.0} | the result has no column meam, did you mean mean?",
        "[1] | the value is no JSON object",
      })
  void isExactAboutTypesAndNames(String json, String reason) {
    Decoded decoded = decoder.plain(bytes(json), 0);
    assertEquals(reason, reason(decoded));
    assertEquals(json, assertInstanceOf(Decoded.Failed.class, decoded).finding().record());
  }

  @Test
  void whatIsNoJsonIsToldWithItsText() {
    for (String text : List.of("{\"id\":1", "{\"id\":1} {}", "{\"id\":1,\"id\":2}", "")) {
      Finding.Unreadable finding =
          assertInstanceOf(Decoded.Failed.class, decoder.plain(bytes(text), 0)).finding();
      assertEquals(text, finding.record());
    }
    assertEquals("no value", reason(decoder.plain(null, 0)));
    String longText = "x".repeat(10_000);
    assertEquals(
        501,
        assertInstanceOf(Decoded.Failed.class, decoder.plain(bytes(longText), 0))
            .finding()
            .record()
            .length());
  }

  @Test
  void readsAnUpsertByItsKey() {
    assertEquals(
        List.of(new Change(Kind.INSERT, Row.of(1L, null, 2.5, null, null), 3)),
        changes(decoder.upsert(bytes("{\"id\":1}"), bytes("{\"mean\":2.5}"), 3)));
    assertEquals(
        List.of(new Change(Kind.DELETE, Row.of(1L, null, null, null, null), 3)),
        changes(decoder.upsert(bytes("{\"id\":1}"), null, 3)));
    assertEquals(
        "id is 1 in the key and 2 in the value",
        reason(decoder.upsert(bytes("{\"id\":1}"), bytes("{\"id\":2}"), 3)));
    assertEquals("no key", reason(decoder.upsert(null, bytes("{\"id\":2}"), 3)));
    assertEquals("the key has no id", reason(decoder.upsert(bytes("{}"), bytes("{}"), 3)));
    assertEquals(
        "the key has name, which is no column of the key",
        reason(decoder.upsert(bytes("{\"id\":1,\"name\":\"a\"}"), null, 3)));
  }

  @Test
  void readsDebeziumEnvelopes() {
    Row one = Row.of(1L, null, 1.0, null, null);
    Row two = Row.of(1L, null, 2.0, null, null);
    String before = "{\"id\":1,\"mean\":1.0}";
    String after = "{\"id\":1,\"mean\":2.0}";
    assertEquals(
        List.of(new Change(Kind.INSERT, two, 5)),
        changes(
            decoder.debezium(bytes("{\"before\":null,\"after\":" + after + ",\"op\":\"c\"}"), 5)));
    assertEquals(
        List.of(new Change(Kind.DELETE, one, 5)),
        changes(
            decoder.debezium(bytes("{\"before\":" + before + ",\"after\":null,\"op\":\"d\"}"), 5)));
    String update = "{\"before\":" + before + ",\"after\":" + after + ",\"op\":\"u\",\"ts_ms\":1}";
    List<Change> updated =
        List.of(new Change(Kind.UPDATE_BEFORE, one, 5), new Change(Kind.UPDATE_AFTER, two, 5));
    assertEquals(updated, changes(decoder.debezium(bytes(update), 5)));
    assertEquals(
        updated, changes(decoder.debezium(bytes("{\"schema\":{},\"payload\":" + update + "}"), 5)));
    assertEquals(List.of(), changes(decoder.debezium(null, 5)));
    assertEquals("op is neither c, r, u nor d", reason(decoder.debezium(bytes(after), 5)));
    assertEquals(
        "the after is no JSON object", reason(decoder.debezium(bytes("{\"op\":\"c\"}"), 5)));
    String blind = "{\"before\":null,\"after\":" + after + ",\"op\":\"u\"}";
    assertEquals(1, changes(decoder.debezium(bytes(blind), 5)).size());
    assertEquals(
        "an update without before, which a changelog needs",
        reason(decoder(Mode.CHANGELOG).debezium(bytes(blind), 5)));
  }
}
