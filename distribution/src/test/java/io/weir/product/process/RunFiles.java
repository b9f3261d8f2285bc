/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/**
 * A run's directory, read with standard libraries alone, as somebody else's tools would read it.
 */
final class RunFiles {
  private static final String SCHEMA = "/io/weir/core/results/run.schema.json";

  /** A comma with an even number of quotes behind it. */
  private static final String BETWEEN_CELLS = ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";

  private final Path directory;
  private final JsonNode run;

  RunFiles(Path directory) throws IOException {
    this.directory = directory;
    this.run = new ObjectMapper().readTree(directory.resolve("run.json").toFile());
  }

  Path directory() {
    return directory;
  }

  String status() {
    return run.path("status").asText();
  }

  List<String> verdicts() {
    return values(run.path("verdict").findValues("verdict"));
  }

  String reasons() {
    return String.join("; ", values(run.path("verdict").findValues("reason")));
  }

  /** A value of run.json. */
  JsonNode at(String pointer) {
    return run.at(pointer);
  }

  /** The entries of an array of run.json that are of the window. */
  List<JsonNode> ofWindow(String pointer) {
    return StreamSupport.stream(run.at(pointer).spliterator(), false)
        .filter(entry -> entry.path("phase").asText().equals("window"))
        .toList();
  }

  /** What the schema finds wrong with run.json. */
  List<String> schemaErrors() throws IOException {
    try (InputStream schema = RunFiles.class.getResourceAsStream(SCHEMA)) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(schema)
          .validate(run)
          .stream()
          .map(message -> message.getMessage())
          .toList();
    }
  }

  /** A CSV file's whole rows by column; values here hold neither quotes nor line ends. */
  List<Map<String, String>> csv(String name) throws IOException {
    List<String> lines = wholeLines(name).lines().toList();
    String[] columns = lines.get(0).split(",", -1);
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(BETWEEN_CELLS, -1);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < columns.length; i++) {
        row.put(columns[i], cells[i].replace("\"", ""));
      }
      rows.add(row);
    }
    return rows;
  }

  /** The sum of a column over the rows of a phase. */
  long sum(String phase, String column) throws IOException {
    return csv("timeseries.csv").stream()
        .filter(row -> row.get("phase").equals(phase) && !row.get(column).isEmpty())
        .mapToLong(row -> Long.parseLong(row.get(column)))
        .sum();
  }

  /** How many values the histogram log holds, by tag. */
  Map<String, Long> logged() throws IOException {
    Map<String, Long> counts = new HashMap<>();
    byte[] whole = wholeLines("latency.hlog").getBytes(StandardCharsets.US_ASCII);
    try (HistogramLogReader log = new HistogramLogReader(new ByteArrayInputStream(whole))) {
      for (EncodableHistogram next = log.nextIntervalHistogram();
          next != null;
          next = log.nextIntervalHistogram()) {
        counts.merge(next.getTag(), ((Histogram) next).getTotalCount(), Long::sum);
      }
    }
    return counts;
  }

  /** As the file format has it: a last line without its end is not part of a file. */
  private String wholeLines(String name) throws IOException {
    String text = Files.readString(directory.resolve(name));
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  boolean has(String name) {
    return Files.exists(directory.resolve(name));
  }

  /** The names in a sub-directory; none if it is not there. */
  List<String> names(String name) throws IOException {
    String[] names = directory.resolve(name).toFile().list();
    return names == null ? List.of() : Arrays.stream(names).sorted().toList();
  }

  private static List<String> values(List<JsonNode> nodes) {
    return nodes.stream().map(JsonNode::asText).toList();
  }
}
