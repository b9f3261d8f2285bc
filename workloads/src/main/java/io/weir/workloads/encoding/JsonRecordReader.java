/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.encoding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import java.io.IOException;
import java.util.Arrays;

/** Reads JSON objects, their fields in any order; each field once, and no others. */
final class JsonRecordReader extends RecordReader {
  private static final JsonToken[] NUMBERS = {
    JsonToken.VALUE_NUMBER_INT, JsonToken.VALUE_NUMBER_FLOAT
  };

  private final JsonFactory factory =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  /** The names, as they stand in the bytes: compared before a name is made a String. */
  private final SerializedString[] names = new SerializedString[fields.length];

  private final String[] texts = new String[fields.length];

  JsonRecordReader(Schema schema) {
    super(schema);
    for (int i = 0; i < names.length; i++) {
      names[i] = new SerializedString(fields[i].name());
    }
    Arrays.fill(texts, "");
  }

  @Override
  void parse() {
    try (JsonParser parser = factory.createParser(bytes, 0, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("it is no JSON object", null);
      }
      int read = 0;
      while (true) {
        int i =
            read < names.length && parser.nextFieldName(names[read]) ? read : other(parser, read);
        if (i < 0) {
          break;
        }
        value(parser, i);
        read++;
      }
      // None comes twice, so as many as there are is all of them.
      if (read != fields.length) {
        throw malformed("it has " + read + " fields of " + fields.length, null);
      }
      if (parser.nextToken() != null) {
        throw malformed("more follows the object", null);
      }
    } catch (IOException e) {
      throw malformed(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  String text(int field) {
    return texts[field];
  }

  /** The number of the field that came instead of the next in order; −1 at the object's end. */
  private int other(JsonParser parser, int read) throws IOException {
    JsonToken token = read < names.length ? parser.currentToken() : parser.nextToken();
    if (token == JsonToken.END_OBJECT) {
      return -1;
    }
    String written = parser.currentName();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].name().equals(written)) {
        return i;
      }
    }
    throw malformed("it has a field " + written, null);
  }

  private void value(JsonParser parser, int i) throws IOException {
    Field field = fields[i];
    JsonToken token = parser.nextToken();
    nulls[i] = token == JsonToken.VALUE_NULL;
    if (nulls[i]) {
      if (!field.nullable()) {
        throw malformed(field.name() + " is null", null);
      }
      return;
    }
    switch (field.type()) {
      case STAMP -> expect(field, token, JsonToken.VALUE_STRING);
      case BOOLEAN -> {
        expect(field, token, JsonToken.VALUE_TRUE, JsonToken.VALUE_FALSE);
        longs[i] = token == JsonToken.VALUE_TRUE ? 1 : 0;
      }
      case INT32 -> {
        expect(field, token, JsonToken.VALUE_NUMBER_INT);
        longs[i] = parser.getIntValue();
      }
      case INT64 -> {
        expect(field, token, JsonToken.VALUE_NUMBER_INT);
        longs[i] = parser.getLongValue();
      }
      case DOUBLE -> {
        expect(field, token, NUMBERS);
        doubles[i] = parser.getDoubleValue();
      }
      case STRING -> {
        expect(field, token, JsonToken.VALUE_STRING);
        texts[i] = parser.getText();
      }
    }
  }

  private void expect(Field field, JsonToken token, JsonToken... allowed) {
    if (!Arrays.asList(allowed).contains(token)) {
      throw malformed(field.name() + " is a " + token, null);
    }
  }
}
