/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.weir.spi.SettingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace of traffic: how many events, or at what rate, slot by slot. docs/traffic.md has the
 * formats.
 *
 * <p>CSV: a header that names a column {@code count} or {@code rate_hz}, and perhaps {@code
 * start_s}, the slot's start in seconds; or no header and one number a line, a count. JSON: {@code
 * {"slot": "100ms", "counts": [...]}} or {@code "rates_hz"}, or an array of counts alone.
 *
 * <p>Used once, by one thread. Errors name file and line.
 */
public final class TraceFile {
  /** The most slots of a trace: 128 MB of numbers. */
  public static final int MOST_SLOTS = 1 << 24;

  /** How far a slot's start may be off, since times are written rounded. */
  private static final double MOST_OFF = 0.01;

  private final String setting;
  private final Path file;
  private double[] values = new double[1024];
  private int size;
  private long line;
  private boolean rates;
  private Optional<Duration> slot = Optional.empty();

  private TraceFile(String setting, Path file) {
    this.setting = setting;
    this.file = file;
  }

  /** A trace as its file has it. Immutable. */
  public static final class Slots {
    private final double[] values;
    private final boolean rates;
    private final Optional<Duration> slot;

    private Slots(double[] values, boolean rates, Optional<Duration> slot) {
      this.values = values;
      this.rates = rates;
      this.slot = slot;
    }

    /** How many slots there are. */
    public int size() {
      return values.length;
    }

    /** The count or rate of a slot. */
    public double value(int k) {
      return values[k];
    }

    /** True for records a second, false for counts. */
    public boolean rates() {
      return rates;
    }

    /** Length of a slot, if the file says it. */
    public Optional<Duration> slot() {
      return slot;
    }
  }

  /**
   * Reads a file: JSON if its name ends so, else CSV.
   *
   * @param setting that names it
   * @throws SettingException naming file and line, if it cannot be read or is no trace
   */
  public static Slots read(String setting, String name) {
    return new TraceFile(setting, path(setting, name)).slots();
  }

  private static Path path(String setting, String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new SettingException(setting, name, "the name of a file", "");
    }
  }

  private Slots slots() {
    try {
      if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
        readJson();
      } else {
        readCsv();
      }
    } catch (JsonParseException e) {
      line = e.getLocation() == null ? line : e.getLocation().getLineNr();
      throw caused(refused("JSON", e.getOriginalMessage().replaceAll("\\s+", " ")), e);
    } catch (CharacterCodingException e) {
      throw caused(unreadable("it is not UTF-8 text"), e);
    } catch (IOException e) {
      throw caused(
          unreadable(
              Files.isDirectory(file)
                  ? "it is a directory"
                  : Files.exists(file) ? "it cannot be read" : "there is no such file"),
          e);
    }
    if (size == 0) {
      throw unreadable("it has no slots");
    }
    return new Slots(Arrays.copyOf(values, size), rates, slot);
  }

  private void readCsv() throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      int value = -1;
      int start = -1;
      double firstStart = 0;
      double lastStart = 0;
      double[] starts = new double[0];
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        line++;
        if (text.isBlank()) {
          continue;
        }
        List<String> fields = fields(text);
        if (value < 0) {
          if (!numeric(fields.get(0))) {
            value = valueColumn(fields);
            start = fields.indexOf("start_s");
            continue;
          }
          if (fields.size() > 1) {
            throw refused("a header that says which column is count or rate_hz", "");
          }
          value = 0;
        }
        if (start >= 0) {
          lastStart = number(fields, start, "start_s");
          firstStart = size == 0 ? lastStart : firstStart;
          starts = size < starts.length ? starts : Arrays.copyOf(starts, Math.max(1024, 2 * size));
          starts[size] = lastStart;
          if (size > 0 && lastStart <= starts[size - 1]) {
            throw refused("a start_s after that of the line before", "sort the file by start_s");
          }
        }
        add(number(fields, value, rates ? "rate_hz" : "count"));
      }
      if (start >= 0 && size > 1) {
        takeSlot(starts, (lastStart - firstStart) / (size - 1));
      }
    }
  }

  private int valueColumn(List<String> header) {
    int count = header.indexOf("count");
    int rate = header.indexOf("rate_hz");
    if (count < 0 && rate < 0) {
      throw refused(
          "a header with a column count or rate_hz", "it has " + String.join(", ", header));
    }
    rates = count < 0;
    return rates ? rate : count;
  }

  private void takeSlot(double[] starts, double slotSeconds) {
    for (int k = 1; k < size; k++) {
      if (Math.abs(starts[k] - starts[0] - k * slotSeconds) > MOST_OFF * slotSeconds) {
        throw new SettingException(
            setting,
            file.toString(),
            "slots of equal length, and the one that starts at "
                + starts[k]
                + " s is not "
                + k
                + " times the mean length after the first",
            "write empty slots as 0");
      }
    }
    slot = Optional.of(Duration.ofNanos(Math.round(slotSeconds * 1e9)));
  }

  static List<String> fields(String text) {
    String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
    return Arrays.stream(plain.split(",", -1))
        .map(String::strip)
        .map(
            f ->
                f.length() > 1 && f.startsWith("\"") && f.endsWith("\"")
                    ? f.substring(1, f.length() - 1)
                    : f)
        .toList();
  }

  private static boolean numeric(String text) {
    try {
      Double.parseDouble(text);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private double number(List<String> fields, int column, String name) {
    if (column >= fields.size() || !numeric(fields.get(column))) {
      throw refused(
          "a number as " + name,
          column >= fields.size()
              ? "the line has " + fields.size() + " fields"
              : "it is " + fields.get(column));
    }
    return Double.parseDouble(fields.get(column));
  }

  private void add(double value) {
    if (!(value >= 0 && value <= 1e15)) {
      throw refused("0 or more, up to 1e15", "it is " + value);
    }
    if (size == MOST_SLOTS) {
      throw refused("at most " + MOST_SLOTS + " slots", "sum neighbouring slots up");
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  private void readJson() throws IOException {
    try (JsonParser in = new JsonFactory().createParser(file.toFile())) {
      JsonToken first = in.nextToken();
      if (first == JsonToken.START_ARRAY) {
        readNumbers(in);
        return;
      }
      if (first != JsonToken.START_OBJECT) {
        throw at(in, "an object with counts or rates_hz, or an array of counts");
      }
      boolean given = false;
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        JsonToken value = in.nextToken();
        switch (name) {
          case "slot" ->
              slot = Optional.of(Units.duration(setting + " " + file + " slot", in.getText()));
          case "counts", "rates_hz" -> {
            if (given || value != JsonToken.START_ARRAY) {
              throw at(in, "one array, of counts or of rates_hz");
            }
            given = true;
            rates = name.equals("rates_hz");
            readNumbers(in);
          }
          default -> in.skipChildren();
        }
      }
    }
  }

  private void readNumbers(JsonParser in) throws IOException {
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (in.currentToken() == null || !in.currentToken().isNumeric()) {
        throw at(in, "numbers alone in the array");
      }
      line = in.currentTokenLocation().getLineNr();
      add(in.getDoubleValue());
    }
  }

  private SettingException at(JsonParser in, String allowed) {
    line = in.currentTokenLocation().getLineNr();
    return refused(allowed, "");
  }

  private SettingException refused(String allowed, String advice) {
    return new SettingException(setting, file + " line " + line, allowed, advice);
  }

  private SettingException unreadable(String reason) {
    return new SettingException(setting, file.toString(), "a readable CSV or JSON file", reason);
  }

  private static SettingException caused(SettingException refused, @Nullable Exception cause) {
    refused.initCause(cause);
    return refused;
  }
}
