/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.weir.spi.SettingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads when events happened, in any order, and counts them slot by slot from the first on. CSV: a
 * column by its name in the header, or by its number from 1 on where there is no header. JSON: an
 * array of numbers, or an object with such an array by that name.
 *
 * <p>Used once, by one thread. Errors name file and line.
 */
public final class EventTimes {
  private static final String SETTING = "--timestamps";

  private final Path file;
  private final String column;
  private final BigDecimal unitNs;
  private long[] times = new long[1024];
  private int size;
  private long line;

  private EventTimes(Path file, String column, long unitNs) {
    this.file = file;
    this.column = column;
    this.unitNs = BigDecimal.valueOf(unitNs);
  }

  /**
   * Counts the events of a file.
   *
   * @param name of the file; JSON if it ends so, else CSV
   * @param column which numbers are times
   * @param unitNs what one of them is worth
   * @param slot length of a slot
   * @return events slot by slot, from the first event's on
   * @throws SettingException naming file and line, if it cannot be read
   */
  public static long[] counts(String name, String column, long unitNs, Duration slot) {
    EventTimes times = new EventTimes(Path.of(name), column, unitNs);
    times.read();
    return times.counts(slot.toNanos());
  }

  private void read() {
    try {
      if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
        readJson();
      } else {
        readCsv();
      }
    } catch (JsonParseException e) {
      line = e.getLocation() == null ? line : e.getLocation().getLineNr();
      throw refused("JSON", e.getOriginalMessage().replaceAll("\\s+", " "));
    } catch (IOException e) {
      SettingException refused =
          new SettingException(
              SETTING,
              file.toString(),
              "a readable CSV or JSON file",
              Files.exists(file) ? "it cannot be read" : "there is no such file");
      refused.initCause(e);
      throw refused;
    }
    if (size == 0) {
      throw new SettingException(SETTING, file.toString(), "at least one time", "it has none");
    }
  }

  private void readCsv() throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      int at = -1;
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        line++;
        if (text.isBlank()) {
          continue;
        }
        List<String> fields = TraceFile.fields(text);
        if (at < 0) {
          at = fields.indexOf(column);
          if (at >= 0) {
            continue;
          }
          at = number(fields);
        }
        if (at >= fields.size()) {
          throw refused("a line with column " + column, "it has " + fields.size() + " fields");
        }
        add(fields.get(at));
      }
    }
  }

  private int number(List<String> fields) {
    if (column.matches("[0-9]{1,4}")) {
      int number = Integer.parseInt(column);
      if (number >= 1 && number <= fields.size()) {
        return number - 1;
      }
    }
    throw refused(
        "a header with the column " + column + ", or a column's number",
        "it has " + String.join(", ", fields));
  }

  private void readJson() throws IOException {
    try (JsonParser in = new JsonFactory().createParser(file.toFile())) {
      JsonToken first = in.nextToken();
      if (first == JsonToken.START_OBJECT) {
        while (in.nextToken() == JsonToken.FIELD_NAME && !in.currentName().equals(column)) {
          in.nextToken();
          in.skipChildren();
        }
        first = in.currentToken() == JsonToken.FIELD_NAME ? in.nextToken() : in.currentToken();
      }
      if (first != JsonToken.START_ARRAY) {
        throw refused("an array of numbers, by itself or as " + column, "");
      }
      while (in.nextToken() != JsonToken.END_ARRAY) {
        line = in.currentTokenLocation().getLineNr();
        if (in.currentToken() == null || !in.currentToken().isNumeric()) {
          throw refused("numbers alone in the array", "");
        }
        add(in.getText());
      }
    }
  }

  private void add(String text) {
    if (size == times.length) {
      if (size > Integer.MAX_VALUE / 4) {
        throw refused("at most " + size + " events", "count them by slots yourself");
      }
      times = Arrays.copyOf(times, 2 * size);
    }
    try {
      times[size++] = new BigDecimal(text.strip()).multiply(unitNs).toBigInteger().longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw refused("a number as a time, in the unit of --unit", "it is " + text);
    }
  }

  private long[] counts(long slotNs) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < size; i++) {
      first = Math.min(first, times[i]);
      last = Math.max(last, times[i]);
    }
    long span = last - first;
    if (span < 0 || span / slotNs >= TraceFile.MOST_SLOTS) {
      throw new SettingException(
          RunKey.SLOT.flag(),
          Units.text(Duration.ofNanos(slotNs)),
          "at most " + TraceFile.MOST_SLOTS + " slots between the first event and the last",
          "take longer slots, or see whether --unit is right");
    }
    long[] counts = new long[(int) (span / slotNs) + 1];
    for (int i = 0; i < size; i++) {
      counts[(int) ((times[i] - first) / slotNs)]++;
    }
    return counts;
  }

  private SettingException refused(String allowed, String advice) {
    return new SettingException(SETTING, file + " line " + line, allowed, advice);
  }
}
