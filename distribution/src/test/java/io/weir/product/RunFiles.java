/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.roaringbitmap.longlong.Roaring64NavigableMap;

/**
 * A run as anyone finds it on disk: read with the formats' own libraries, not with the product's
 * readers.
 *
 * @param directory of the run
 */
record RunFiles(Path directory) {
  /** The content of run.json. */
  JsonNode document() {
    return read(() -> new ObjectMapper().readTree(directory.resolve("run.json").toFile()));
  }

  /** What was said of the run. */
  List<String> verdicts() {
    List<String> names = new ArrayList<>();
    document().path("verdict").forEach(v -> names.add(v.path("verdict").textValue()));
    return names;
  }

  /** The sums of latency.hlog, by tag. */
  Map<String, Histogram> latencies() {
    Map<String, Histogram> sums = new TreeMap<>();
    try (HistogramLogReader log =
        read(() -> new HistogramLogReader(directory.resolve("latency.hlog").toFile()))) {
      while (log.hasNext()) {
        EncodableHistogram interval = log.nextIntervalHistogram();
        if (interval instanceof Histogram histogram) {
          sums.computeIfAbsent(histogram.getTag(), tag -> new Histogram(histogram)).add(histogram);
        }
      }
    }
    return sums;
  }

  /** One series of latency.hlog; empty if it has no line. */
  Histogram latency(String tag) {
    Histogram found = latencies().get(tag);
    return found == null ? new Histogram(3) : found;
  }

  /** The rows of a CSV file, by column. */
  List<Map<String, String>> rows(String file) {
    return read(
        () ->
            new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .<Map<String, String>>readValues(directory.resolve(file).toFile())
                .readAll());
  }

  /** A set of the ledger, by name without its ending; one that has no file is empty. */
  Roaring64NavigableMap ledger(String name) {
    Path file = directory.resolve("ledger").resolve(name + ".roaring");
    Roaring64NavigableMap set = new Roaring64NavigableMap();
    if (Files.exists(file)) {
      read(
          () -> {
            try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
              set.deserializePortable(in);
            }
            return set;
          });
    }
    return set;
  }

  private static <T> T read(Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Reading<T> {
    T read() throws IOException;
  }
}
