/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.core.experiment.RunKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Valid run files, damaged at random with fixed seeds: each is either refused in one line or taken
 * to mean exactly what another, deliberately simple reader takes it to mean.
 */
class ConfigMutationTest {
  private static final int MUTATIONS = 500;

  /** Otherwise the damage is so great that meanings are hardly put to the test. */
  private static final int LEAST_TAKEN = 100;

  private static final AtomicInteger TAKEN = new AtomicInteger();

  private static final List<String> VALID =
      List.of(
          """
          # a steady load
          driver: loopback
          rate: 5000
          duration: 30s
          warmup: 500ms
          record-size: 4KiB
          seed: 7
          """,
          """
          driver: loopback
          profile: steps
          rate: [1000, 2000.5, 40_000]
          publishers: 8
          load-threads: 2
          max-in-flight: 1024
          keys: zipf
          key-count: 500
          zipf-exponent: 1.2
          compressibility: 0.25
          """,
          """
          driver: loopback
          profile: max
          durability: default
          partitions: 12
          topics: 3
          topic-prefix: mine
          subscriptions: 2
          subscribers: 2
          keep: true
          set:
            loopback.ring-records: 65536
          """,
          """
          driver: loopback
          profile: ramp
          rate: 100,900
          cooldown: 2s
          drain-limit: 1m
          pacing: economical
          partitioner: client
          batch-bytes: 64KiB
          linger: 250us
          compression: none
          pending-bytes: 1MiB
          nodes: 1
          set: {loopback: {ring-records: 1024}}
          accept: [saturated, unstable]
          """,
          """
          driver: loopback
          profile: b-model
          b: 0.75
          slot: 250ms
          peak-rate: 20000
          floor: 10
          ceiling: 15000
          within: poisson
          duration: 20s
          """,
          """
          driver: loopback
          profile: users
          users: 100,500,0
          think-alpha: 1.8
          think-min: 2s
          duration: 20s
          force: true
          """,
          """
          driver: loopback
          profile: sine
          rate: 0,900
          period: 10s
          """,
          """
          driver: loopback
          profile: on-off
          rate: 5000,0
          on-time: 500ms
          off-time: 2s
          """);

  @TempDir static Path directory;
  private static Path plugins;

  @BeforeAll
  static void install() throws Exception {
    plugins = LoopbackPlugin.installedIn(directory.resolve("plugins"));
  }

  @AfterAll
  static void enoughFilesWereTaken() {
    assertThat(TAKEN.get()).isGreaterThan(LEAST_TAKEN);
  }

  static List<Integer> seeds() {
    return IntStream.range(0, MUTATIONS).boxed().toList();
  }

  @Test
  void theFilesAreValidBeforeTheyAreDamaged() throws Exception {
    for (String file : VALID) {
      Outcome outcome = dryRun(file);
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      assertMeansTheSame(file, outcome);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aDamagedFileIsRefusedOrMeansWhatItSays(int seed) throws Exception {
    String file = mutated(seed);
    Outcome outcome = dryRun(file);
    assertThat(outcome.exitCode()).as("%s%n%s", file, outcome.err()).isIn(0, 2);
    if (outcome.exitCode() == 2) {
      assertThat(outcome.out()).as(file).isEmpty();
      assertThat(outcome.err().strip())
          .as(file)
          .isNotEmpty()
          .doesNotContain("\n")
          .doesNotContain("Exception")
          .doesNotContain("internal error");
    } else {
      TAKEN.incrementAndGet();
      assertThat(outcome.err()).as(file).isEmpty();
      assertMeansTheSame(file, outcome);
    }
  }

  /** One to three small accidents. */
  private static String mutated(int seed) {
    Random random = new Random(seed);
    String file = VALID.get(random.nextInt(VALID.size()));
    int accidents = random.nextInt(3) == 0 ? 2 : 1;
    for (int i = 0; i < accidents && !file.isEmpty(); i++) {
      file = accident(file, random);
    }
    return file;
  }

  private static String accident(String file, Random random) {
    List<String> lines = new ArrayList<>(file.lines().toList());
    int line = random.nextInt(lines.size());
    String text = lines.get(line);
    int at = random.nextInt(file.length());
    List<String> values =
        List.of(
            "0",
            "-1",
            "1e9",
            "99999999999999999999",
            "NaN",
            "null",
            "~",
            "yes",
            "''",
            "[]",
            "{}",
            "[1, 2]",
            "1,2",
            "5s",
            "5 s",
            "10MiB",
            "0x10",
            "010",
            "1_000",
            "*a",
            "&a 5",
            "!x 5",
            "!!str 5",
            "@absent",
            "env:ABSENT",
            "loopback@1",
            "\"5\"",
            "|",
            "1.5",
            "none",
            "max");
    String alphabet = "abz09_-:#'\"[]{},.&*!|>%@` \t\n\u00e9\u0000\ufeff~=";
    switch (random.nextInt(26)) {
      case 12, 13, 14, 15, 16 -> lines.set(line, withAnotherDigit(text, random));
      case 17, 18, 19 -> lines.add(random.nextInt(lines.size()), lines.remove(line));
      case 20, 21 -> lines.set(line, text + "kKmMGshB".charAt(random.nextInt(8)));
      case 22, 23 -> lines.set(line, text + "  # as it is");
      case 24, 25, 0 -> lines.remove(line);
      case 1 -> lines.add(random.nextInt(lines.size() + 1), text);
      case 2 ->
          lines.set(
              line, text.replaceFirst(":.*", ": " + values.get(random.nextInt(values.size()))));
      case 3 -> lines.set(line, " ".repeat(1 + random.nextInt(3)) + text);
      case 4 -> lines.set(line, "\t" + text);
      case 5 -> lines.set(line, text.toUpperCase(Locale.ROOT));
      case 6 -> lines.set(line, text.replaceFirst(": ", random.nextBoolean() ? ":" : " "));
      case 7 -> {
        RunKey other = RunKey.values()[random.nextInt(RunKey.values().length)];
        lines.set(line, text.replaceFirst("^[^:]*", other.key()));
      }
      case 8 -> {
        return file.substring(0, at);
      }
      case 9 -> {
        return file.substring(0, at) + file.substring(Math.min(file.length(), at + 1));
      }
      case 10 -> {
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        return file.substring(0, at) + c + file.substring(at);
      }
      default -> {
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        return file.substring(0, at) + c + file.substring(Math.min(file.length(), at + 1));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static String withAnotherDigit(String line, Random random) {
    List<Integer> digits =
        IntStream.range(0, line.length())
            .filter(i -> Character.isDigit(line.charAt(i)))
            .boxed()
            .toList();
    if (digits.isEmpty()) {
      return line;
    }
    int at = digits.get(random.nextInt(digits.size()));
    return line.substring(0, at) + random.nextInt(10) + line.substring(at + 1);
  }

  private Outcome dryRun(String file) throws IOException {
    Path config = directory.resolve("run.yaml");
    Files.write(config, file.getBytes(StandardCharsets.UTF_8));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.execute(
            new String[] {
              "--config", config.toString(), "--dry-run", "--json", "--plugins", plugins.toString()
            },
            new PrintWriter(out),
            new PrintWriter(err));
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  private record Outcome(int exitCode, String out, String err) {}

  /** Every key of the file is in force with the file's value; every other has its default. */
  private static void assertMeansTheSame(String file, Outcome outcome) throws IOException {
    JsonNode plan = new ObjectMapper().readTree(outcome.out());
    Map<String, String> said = new TreeMap<>();
    Map<String, String> sets = new TreeMap<>();
    simpleReading(file, said, sets);
    Map<String, String> inForce = new HashMap<>();
    plan.get("settings")
        .properties()
        .forEach(e -> inForce.put(e.getKey(), e.getValue().get("value").asText()));
    Map<String, String> origins = new HashMap<>();
    plan.get("settings")
        .properties()
        .forEach(e -> origins.put(e.getKey(), e.getValue().get("from").asText()));
    said.forEach(
        (key, text) -> {
          if (RunKey.of(key).orElseThrow().ofTheRun()) {
            assertThat(inForce).as(file).containsKey(key);
            assertThat(meaning(inForce.get(key)))
                .as("%s in%n%s", key, file)
                .isEqualTo(meaning(text));
            assertThat(origins.get(key)).as(key).contains(" line ");
          }
        });
    inForce.forEach(
        (key, text) -> {
          if (!said.containsKey(key)) {
            assertThat(origins.get(key)).as("%s in%n%s", key, file).isEqualTo("default");
            RunKey.of(key)
                .orElseThrow()
                .defaultText()
                .ifPresent(d -> assertThat(text).as(key).isEqualTo(d));
          }
        });
    sets.forEach(
        (key, text) ->
            assertThat(meaning(plan.get("options").get(key).get("value").asText()))
                .as("%s in%n%s", key, file)
                .isEqualTo(meaning(text)));
  }

  /**
   * Reads only what the files above are made of: lines of {@code key: value}, flat lists, and one
   * mapping. That it fails on anything else is fine, since a test that fails is looked at.
   */
  private static void simpleReading(
      String file, Map<String, String> said, Map<String, String> sets) {
    String prefix = "";
    // A value may stand on the line below its key.
    String joined = file.replace("\ufeff", "").replaceAll("(?m)^(?!set:)([a-z-]+:)\\n +", "$1 ");
    for (String raw : joined.lines().toList()) {
      String line = raw.replaceFirst("(^|\\s)#.*", "").stripTrailing();
      if (line.isBlank()) {
        continue;
      }
      Matcher entry = Pattern.compile("(\\s*)([^:]+?)\\s*:(?:\\s+(.*))?").matcher(line);
      assertThat(entry.matches()).as("a simple line: %s in%n%s", line, file).isTrue();
      String key = plain(entry.group(2));
      String value = entry.group(3) == null ? "" : entry.group(3).strip();
      boolean indented = !entry.group(1).isEmpty() && !prefix.isEmpty();
      if (key.equals("set") && !indented) {
        prefix = "set";
        Matcher flow =
            Pattern.compile("\\{\\s*loopback:\\s*\\{\\s*([^:]+):\\s*([^}]*)\\}\\s*\\}")
                .matcher(value);
        if (flow.matches()) {
          sets.put("loopback." + flow.group(1), plain(flow.group(2)));
        }
      } else if (indented) {
        sets.put(key, plain(value));
      } else {
        prefix = "";
        said.put(key, plain(value));
      }
    }
  }

  private static String plain(String value) {
    String v = value.strip().replaceFirst("^(!!str|&\\w+)\\s+", "");
    if (v.startsWith("[") && v.endsWith("]")) {
      List<String> items = new ArrayList<>();
      for (String item : v.substring(1, v.length() - 1).split(",", -1)) {
        items.add(plain(item));
      }
      if (items.get(items.size() - 1).isEmpty()) {
        // YAML allows a comma after the last.
        items.remove(items.size() - 1);
      }
      return String.join(",", items);
    }
    boolean quoted =
        v.length() > 1
            && ((v.startsWith("'") && v.endsWith("'")) || (v.startsWith("\"") && v.endsWith("\"")));
    return quoted ? v.substring(1, v.length() - 1) : v;
  }

  /** Numbers, times and sizes by what they are worth; anything else by its letters. */
  private static Object meaning(String text) {
    List<Object> parts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher number =
          Pattern.compile(
                  "([0-9_.]+(?:[eE][+-]?[0-9]+)?|[+-][0-9.]+)(ns|us|ms|s|m|h|B|KiB|MiB|GiB|K|k|M|G)?")
              .matcher(part.strip());
      if (number.matches() && number.group(1).matches(".*[0-9].*")) {
        BigDecimal unit =
            new BigDecimal(
                switch (number.group(2) == null ? "" : number.group(2)) {
                  case "us" -> "1e3";
                  case "ms" -> "1e6";
                  case "s" -> "1e9";
                  case "m" -> "60e9";
                  case "h" -> "3600e9";
                  case "KiB", "K", "k" -> "1024";
                  case "MiB", "M" -> "1048576";
                  case "GiB", "G" -> "1073741824";
                  default -> "1";
                });
        parts.add(
            new BigDecimal(number.group(1).replace("_", "")).multiply(unit).stripTrailingZeros());
      } else {
        parts.add(part.strip());
      }
    }
    return parts;
  }
}
