/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code harness show} of a real run's directory in which one thing is wrong: it names the file in
 * one line, exits with 2, and shows the figures as long as run.json holds them.
 */
class DamagedRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  private static Path pristine;

  @TempDir Path directory;

  /** Spoils a file. */
  private interface Damage {
    void to(Path file) throws IOException;
  }

  @BeforeAll
  static void run() throws Exception {
    Path plugins = LoopbackPlugin.installedIn(shared.resolve("plugins"));
    Path results = shared.resolve("results");
    Shown ran =
        Shown.of(
            ("--driver loopback --rate 200 --duration 1s --warmup 1s --cooldown 0 --plugins "
                    + plugins
                    + " --results "
                    + results)
                .split(" "));
    assertThat(ran.err()).isEmpty();
    try (Stream<Path> runs = Files.list(results)) {
      pristine = runs.findFirst().orElseThrow();
    }
  }

  @Test
  void anUndamagedRunIsShownWithoutComplaint() {
    Shown shown = Shown.of("show", pristine.toString());
    assertThat(shown.err()).isEmpty();
    assertThat(shown.exitCode()).isZero();
    assertThat(shown.out()).contains("200 sent of 200 due");
    assertThat(files())
        .contains("run.json", "SHA256SUMS", "ledger/acked.roaring", "run.yaml", "latency.hlog")
        .doesNotContain("reserve");
  }

  @TestFactory
  Stream<DynamicTest> everyFileUnderEveryDamage() {
    return files().stream()
        .flatMap(
            file ->
                damages().entrySet().stream()
                    .map(
                        damage ->
                            DynamicTest.dynamicTest(
                                file + " " + damage.getKey(),
                                () -> assertTold(file, damage.getValue()))));
  }

  private void assertTold(String file, Damage damage) throws IOException {
    Path run = copy(pristine);
    byte[] before = Files.readAllBytes(run.resolve(file));
    damage.to(run.resolve(file));
    boolean same =
        Files.isRegularFile(run.resolve(file))
            && Files.isReadable(run.resolve(file))
            && Files.size(run.resolve(file)) == before.length
            && Arrays.equals(before, Files.readAllBytes(run.resolve(file)));
    assumeFalse(same, "this damage leaves the file as it is");

    Shown shown = Shown.of("show", run.toString());

    // A harness that is killed while its servers stop leaves a complete run without checksums.
    boolean allowed = file.equals("SHA256SUMS") && !Files.exists(run.resolve(file));
    ExitCode expected = allowed ? ExitCode.VALID : ExitCode.USAGE;
    assertThat(shown.exitCode()).as(shown.err()).isEqualTo(expected.code());
    assertThat(shown.err().strip()).doesNotContain("\n").contains(run.resolve(file).toString());
    assertThat(shown.err()).doesNotContain("Exception");
    if (!file.equals("run.json")) {
      assertThat(shown.out()).contains("200 sent of 200 due");
    }
  }

  private static Map<String, Damage> damages() {
    Map<String, Damage> damages = new LinkedHashMap<>();
    damages.put("deleted", Files::delete);
    for (int percent : new int[] {1, 50, 90}) {
      damages.put("cut off at " + percent + "%", file -> cut(file, percent));
    }
    damages.put("without its last byte", file -> cut(file, -1));
    damages.put("without its last line", DamagedRunTest::cutLine);
    damages.put("emptied", file -> Files.write(file, new byte[0]));
    damages.put("replaced by text", file -> Files.writeString(file, "no such thing\n"));
    damages.put("replaced by bytes", file -> Files.write(file, bytes()));
    damages.put(
        "replaced by a directory",
        file -> {
          Files.delete(file);
          Files.createDirectory(file);
        });
    damages.put("one byte changed", DamagedRunTest::changeAByte);
    damages.put("grown to 8 GiB", DamagedRunTest::grow);
    damages.put("not readable", DamagedRunTest::forbid);
    return damages;
  }

  private static void cut(Path file, int percent) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int length = percent < 0 ? all.length - 1 : (int) (all.length * (long) percent / 100);
    Files.write(file, Arrays.copyOf(all, Math.max(0, length)));
  }

  private static void cutLine(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf('\n', text.length() - 2) + 1;
    Files.writeString(file, text.substring(0, end), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[10_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static void changeAByte(Path file) throws IOException {
    assumeFalse(file.endsWith("SHA256SUMS"), "the file whose checksum it was is named");
    byte[] all = Files.readAllBytes(file);
    assumeFalse(all.length == 0, "an empty file has no byte");
    // A digit becomes another, so that texts stay what they are.
    int at = 0;
    while (at < all.length - 1 && (all[at] < '1' || all[at] > '8')) {
      at++;
    }
    all[at]++;
    Files.write(file, all);
  }

  /** Sparse: no disk is filled. What is told must not need to read it whole. */
  private static void grow(Path file) throws IOException {
    boolean list = file.endsWith("SHA256SUMS") || file.endsWith("run.json");
    assumeFalse(!list, "its checksum would take long, and is all that would be looked at");
    try (RandomAccessFile grown = new RandomAccessFile(file.toFile(), "rw")) {
      grown.setLength(8L << 30);
    }
  }

  private static void forbid(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "this user may read everything");
  }

  @Test
  void aRunThatWasCutShortIsReadWithoutChecksums() throws IOException {
    Path run = copy(pristine);
    ObjectNode json = (ObjectNode) JSON.readTree(run.resolve("run.json").toFile());
    json.put("status", "INCOMPLETE").putNull("outcome").putArray("verdict");
    JSON.writeValue(run.resolve("run.json").toFile(), json);
    Files.delete(run.resolve("SHA256SUMS"));
    Files.delete(run.resolve("summary.csv"));

    assertThat(Shown.of("show", run.toString()).exitCode()).isZero();

    cut(run.resolve("latency.hlog"), -1);
    assertThat(Shown.of("show", run.toString()).exitCode()).isZero();

    Files.write(run.resolve("latency.hlog"), bytes());
    Shown shown = Shown.of("show", run.toString());
    assertThat(shown.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(shown.err().strip()).contains("latency.hlog: line ").doesNotContain("\n");

    endless(run.resolve("latency.hlog"));
    shown = Shown.of("show", run.toString());
    assertThat(shown.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(shown.err().strip()).contains("latency.hlog").doesNotContain("\n");
  }

  /** One endless line. */
  private static void endless(Path file) throws IOException {
    try (RandomAccessFile grown = new RandomAccessFile(file.toFile(), "rw")) {
      grown.setLength(0);
      grown.setLength(8L << 30);
    }
  }

  @Test
  void aCompleteRunWithoutChecksumsStillSaysWhatIsMissing() throws IOException {
    for (String each : List.of("summary.csv", "latency.hlog", "metrics.csv", "timeseries.csv")) {
      Path run = copy(pristine);
      Files.delete(run.resolve("SHA256SUMS"));
      Files.delete(run.resolve(each));
      Shown shown = Shown.of("show", run.toString());
      assertThat(shown.exitCode()).isEqualTo(ExitCode.USAGE.code());
      assertThat(shown.err()).contains(each + ": missing", "SHA256SUMS: missing");
    }
  }

  @Test
  void aRunThatWasKilledBeforeItBeganIsSaidToBeSuch() throws IOException {
    Path run = Files.createDirectory(directory.resolve(pristine.getFileName()));
    assertCutOff(run);
    for (String each : List.of("logs", "ledger", "servers")) {
      Files.createDirectory(run.resolve(each));
      assertCutOff(run);
    }
    Files.write(run.resolve("reserve"), new byte[100]);
    Files.write(run.resolve("logs/harness.log"), new byte[0]);
    assertCutOff(run);
    Files.writeString(run.resolve("run.json.tmp"), "{");
    assertCutOff(run);

    Files.writeString(run.resolve("latency.hlog"), "");
    Shown shown = Shown.of("show", run.toString());
    assertThat(shown.exitCode()).isEqualTo(ExitCode.USAGE.code());
    assertThat(shown.err()).contains("run.json");
  }

  private static void assertCutOff(Path run) {
    Shown shown = Shown.of("show", run.toString());
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("The run was cut off before it began");
    assertThat(shown.err()).isEmpty();
  }

  @Test
  void anEmptyDirectoryOfAnotherNameIsNoRun() {
    assertThat(Shown.of("show", directory.toString()).exitCode()).isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void aRunJsonOfAnotherVersionIsNamedAsSuch() throws IOException {
    Path run = copy(pristine);
    ObjectNode json = (ObjectNode) JSON.readTree(run.resolve("run.json").toFile());
    JSON.writeValue(run.resolve("run.json").toFile(), json.put("schema_version", 99));
    assertThat(Shown.of("show", run.toString()).err()).contains("schema_version 99");
  }

  /** Whatever member is missing, null or of another kind. */
  @Test
  void everyMemberOfRunJsonMayBeWrong() throws IOException {
    Path run = copy(pristine);
    Path file = run.resolve("run.json");
    // Otherwise they would tell of every change, and the reader would go unseen.
    Files.delete(run.resolve("SHA256SUMS"));
    Files.write(run.resolve("latency.hlog"), new byte[0]);
    String text = Files.readString(file);
    List<String> places = new ArrayList<>();
    collect(JSON.readTree(text), "", places);
    assertThat(places).hasSizeGreaterThan(100);
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    int refused = 0;
    List<JsonNode> kinds =
        List.of(
            nodes.nullNode(),
            nodes.textNode("x"),
            nodes.numberNode(-1),
            nodes.arrayNode().addNull());
    for (String place : places) {
      // Each kind at a quarter of the places is enough, and quicker.
      JsonNode kind = kinds.get(place.hashCode() & 3);
      for (JsonNode other : List.of(nodes.missingNode(), kind)) {
        JsonNode tree = JSON.readTree(text);
        replace(tree, place, other);
        Files.writeString(file, tree.toString());
        Shown shown = Shown.of("show", run.toString());
        // Some members may be null or empty; what may not is told.
        assertThat(shown.exitCode()).as(place + " " + other + shown.err()).isIn(0, 2);
        assertThat(shown.err().strip()).as(place).doesNotContain("\n").isNotEmpty();
        refused += shown.exitCode() == 2 ? 1 : 0;
      }
    }
    assertThat(refused).isGreaterThan(places.size());
  }

  private static void collect(JsonNode node, String place, List<String> places) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        places.add(place + "/" + member.getKey());
        // One entry of a list stands for all.
        collect(member.getValue(), place + "/" + member.getKey(), places);
      }
    } else if (node instanceof ArrayNode array && !array.isEmpty()) {
      places.add(place + "/0");
      collect(array.get(0), place + "/0", places);
    }
  }

  private static void replace(JsonNode tree, String place, JsonNode other) {
    int cut = place.lastIndexOf('/');
    JsonNode parent = tree.at(place.substring(0, cut));
    String name = place.substring(cut + 1);
    if (parent instanceof ArrayNode array) {
      array.set(0, other.isMissingNode() ? JsonNodeFactory.instance.nullNode() : other);
    } else if (other.isMissingNode()) {
      ((ObjectNode) parent).remove(name);
    } else {
      ((ObjectNode) parent).set(name, other);
    }
  }

  private static List<String> files() {
    try (Stream<Path> all = Files.walk(pristine)) {
      return all.filter(Files::isRegularFile)
          .map(file -> pristine.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path copy(Path from) throws IOException {
    Path to = Files.createTempDirectory(directory, "copy").resolve(from.getFileName());
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        Files.copy(each, to.resolve(from.relativize(each)));
      }
    }
    return to;
  }

  /** What a command line came to, in this process. */
  private record Shown(int exitCode, String out, String err) {
    static Shown of(String... arguments) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int exitCode = Main.execute(arguments, new PrintWriter(out), new PrintWriter(err));
      return new Shown(exitCode, out.toString(), err.toString());
    }
  }
}
