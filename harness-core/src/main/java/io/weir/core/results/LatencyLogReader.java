/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.Phase;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LatencySeries;
import io.weir.spi.SettingException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Sums the lines of a latency.hlog by series. A last line without its end, as a killed run leaves
 * it, is left out; anything else that is not a line of such a log is an error that names the line.
 */
public final class LatencyLogReader {
  private static final long HIGHEST_NS = 3_600_000_000_000L;
  private static final int DIGITS = 3;

  private LatencyLogReader() {}

  static Histogram emptyHistogram() {
    return new Histogram(1, HIGHEST_NS, DIGITS);
  }

  /**
   * The sum of each series over the whole log.
   *
   * @throws SettingException in one line naming the file and line that cannot be read
   */
  public static SortedMap<LatencySeries, Histogram> totals(Path file) {
    SortedMap<LatencySeries, Histogram> totals = new TreeMap<>();
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      WholeLines lines = new WholeLines(in);
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank() && line.charAt(0) != '#' && line.charAt(0) != '"') {
          try {
            add(line, totals);
          } catch (RuntimeException | DataFormatException e) {
            throw Lines.unreadable(file, "line " + lines.number() + " is no interval histogram");
          }
        }
      }
    } catch (IOException e) {
      throw Lines.unreadable(file, e);
    }
    return Collections.unmodifiableSortedMap(totals);
  }

  private static void add(String line, SortedMap<LatencySeries, Histogram> totals)
      throws DataFormatException {
    // Tag=…,start,length,max,histogram
    List<String> fields = Arrays.asList(line.split(",", -1));
    if (fields.size() != 5 || !fields.get(0).startsWith("Tag=")) {
      throw new IllegalArgumentException("not five fields with a tag first");
    }
    for (int i = 1; i <= 3; i++) {
      Double.parseDouble(fields.get(i));
    }
    Histogram interval =
        Histogram.decodeFromCompressedByteBuffer(
            ByteBuffer.wrap(Base64.getDecoder().decode(fields.get(4))), HIGHEST_NS);
    totals.computeIfAbsent(series(fields.get(0).substring(4)), s -> emptyHistogram()).add(interval);
  }

  private static LatencySeries series(String tag) {
    List<String> parts = Arrays.asList(tag.split("\\.", 3));
    return new LatencySeries(
        named(Phase.values(), Phase::text, parts.get(0)),
        named(LatencyMetric.values(), LatencyMetric::text, parts.get(1)),
        parts.size() < 3 ? "" : parts.get(2));
  }

  private static <E> E named(E[] all, Function<E, String> text, String name) {
    return Arrays.stream(all)
        .filter(e -> text.apply(e).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown: " + name));
  }
}
