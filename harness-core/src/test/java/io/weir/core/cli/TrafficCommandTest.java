/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code harness traffic}, and a trace that it made as a run's traffic. */
class TrafficCommandTest {
  @TempDir Path directory;

  private static JsonNode json(Execution execution) throws Exception {
    assertThat(execution.exitCode()).as(execution.err()).isZero();
    return new ObjectMapper().readTree(execution.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json"})
  void whatIsGeneratedIsFittedAgain(String ending) throws Exception {
    String file = directory.resolve("t." + ending).toString();
    Execution made =
        Execution.of(
            "traffic",
            "generate",
            "--profile",
            "b-model",
            "--b",
            "0.8",
            "--volume",
            "1000000",
            "--duration",
            "60s",
            "--slot",
            "50ms",
            "--out",
            file);
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out()).contains("1,000,000 records").contains("1,024 slots of 58.594 ms");
    JsonNode fit = json(Execution.of("traffic", "fit", "--json", file));
    assertThat(fit.at("/fit/b").asDouble()).isCloseTo(0.8, within(0.002));
    assertThat(fit.at("/fit/levels").asInt()).isEqualTo(11);
    assertThat(fit.at("/fit/match").asText()).isEqualTo("WELL");
    assertThat(fit.at("/levels/1/division").asDouble()).isCloseTo(0.7219, within(1e-3));
    JsonNode figures = json(Execution.of("traffic", "describe", "--json", file));
    assertThat(figures.get("events").asLong()).isEqualTo(1_000_000);
    assertThat(figures.get("peak_to_mean").asDouble()).isCloseTo(Math.pow(1.6, 10), within(0.1));
    assertThat(figures.get("slot_seconds").asDouble()).isCloseTo(60 / 1024.0, within(1e-9));
  }

  @Test
  void flagsAndTheirTraceDescribeTheSame() throws Exception {
    String[] flags = {"--profile", "b-model", "--rate", "3000", "--seed", "9"};
    JsonNode direct = json(run("describe", flags, "--json"));
    Path file = directory.resolve("t.csv");
    Execution generated = run("generate", flags);
    assertThat(generated.out()).startsWith("start_s,count\n0,");
    Files.writeString(file, generated.out());
    JsonNode read = json(Execution.of("traffic", "describe", "--json", file.toString()));
    for (String figure : List.of("slots", "events", "peak_per_slot", "squared_cv", "hurst")) {
      assertThat(read.get(figure)).as(figure).isEqualTo(direct.get(figure));
    }
  }

  private static Execution run(String command, String[] flags, String... more) {
    return Execution.of(
        Stream.of(Stream.of("traffic", command), Stream.of(flags), Stream.of(more))
            .flatMap(s -> s)
            .toArray(String[]::new));
  }

  @Test
  void profilesWithoutSlotsAreCountedByAnyLength() {
    Execution sine =
        Execution.of(
            "traffic",
            "generate",
            "--profile",
            "sine",
            "--rate",
            "0,200",
            "--duration",
            "10s",
            "--every",
            "2500ms");
    assertThat(sine.exitCode()).as(sine.err()).isZero();
    // 100 ± 100·2/π·… records/s: the integral over quarters is 250 ± 100·10/2π.
    assertThat(sine.out().lines()).hasSize(5).element(1).asString().startsWith("0,410");
    assertThat(
            sine.out()
                .lines()
                .map(l -> l.replaceFirst(".*,", ""))
                .skip(1)
                .mapToLong(Long::parseLong)
                .sum())
        .isEqualTo(1_000);
  }

  @Test
  void aTraceThatTheWindowCutsIsCountedByItsOwnSlots() throws Exception {
    Path file = directory.resolve("seconds.csv");
    Files.writeString(file, "start_s,count\n0,1000\n1,0\n2,1000\n3,0\n");
    String[] flags = {"--profile", "trace", "--trace", file.toString(), "--duration", "2500ms"};
    assertThat(run("generate", flags).out()).isEqualTo("start_s,count\n0,1000\n1,0\n2,500\n");
    assertThat(run("generate", flags, "--json").out())
        .contains("\"slot\": \"1s\"")
        .containsPattern("1000, 0, 500");
    JsonNode figures = json(run("describe", flags, "--json"));
    assertThat(figures.get("slot_seconds").asDouble()).isEqualTo(1);
    assertThat(figures.get("peak_per_slot").asLong()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--profile steps --rate 100,10000 --duration 102400ms",
        "--profile ramp --rate 1,4000 --duration 100s",
        "--profile sine --rate 0,4000 --period 64s --duration 640s",
        "--profile on-off --rate 2000,0 --on-time 10s --off-time 10s --duration 640s"
      })
  void whatIsNoBModelIsNotSaidToBeOne(String flags) {
    Execution fit = run("fit", flags.split(" "));
    assertThat(fit.exitCode()).as(fit.err()).isZero();
    assertThat(fit.out()).contains("A b-model does not describe this traffic");
  }

  @Test
  void constantTrafficIsEven() {
    String[] flags = {"--profile", "constant", "--rate", "3000", "--duration", "70s"};
    assertThat(run("fit", flags).out()).contains("even, or random without bursts");
  }

  @Test
  void whatSlotsAndUsersCannotBeIsRefused() {
    refused(
        "--ceiling=500 cannot be used: allowed is a record a slot at least, 1024.000/s",
        "traffic generate --profile b-model --rate 1500 --ceiling 500 --slot 1ms --duration 1s"
            .split(" "));
    String users = "1000000,0,".repeat(499) + "1000000,0";
    refused("at most 4000000", "traffic", "generate", "--profile", "users", "--users", users);
  }

  @Test
  void whereSlotsHoldFewRecordsThePlanSaysHowFineRatesAre() {
    Path out = directory.resolve("t.csv");
    String[] flags =
        "--profile b-model --rate 1500 --ceiling 1500 --slot 1ms --duration 1s".split(" ");
    assertThat(run("generate", flags, "--out", out.toString()).out())
        .contains("peak 1,024.0 records/s")
        .contains(
            "1,024 slots of 0.977 ms (a record in one is 1,024.0 records/s); the ceiling took");
  }

  @Test
  void theTimesOfEventsCanBeFitted() throws Exception {
    Path file = directory.resolve("events.csv");
    StringBuilder text = new StringBuilder("user,time\n");
    for (int i = 0; i < 20_000; i++) {
      text.append("u").append(i % 7).append(',').append(1_700_000_000_000L + i * 5L).append('\n');
    }
    Files.writeString(file, text);
    Execution fit =
        Execution.of(
            "traffic",
            "fit",
            file.toString(),
            "--timestamps",
            "time",
            "--unit",
            "ms",
            "--slot",
            "500ms");
    assertThat(fit.exitCode()).as(fit.err()).isZero();
    assertThat(fit.out())
        .contains("b            0.5000")
        .contains("even, or random without bursts");
  }

  @Test
  void tooLittleIsSaidToBeTooLittle() throws Exception {
    Path file = Files.writeString(directory.resolve("few.csv"), "count\n500\n600\n");
    Execution fit = Execution.of("traffic", "fit", file.toString());
    assertThat(fit.exitCode()).isZero();
    assertThat(fit.out()).contains("No fit: it takes three levels with 100 events a slot");
  }

  @Test
  void aPlotIsWhatItsNameSays() throws Exception {
    Path svg = directory.resolve("p.svg");
    Path png = directory.resolve("p.PNG");
    String[] flags = {"--profile", "b-model", "--rate", "1000"};
    assertThat(run("plot", flags, "--out", svg.toString()).exitCode()).isZero();
    assertThat(Files.readString(svg)).contains("<svg").contains("</svg>");
    assertThat(run("plot", flags, "--out", png.toString()).exitCode()).isZero();
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(1_000);
    Execution other = run("plot", flags, "--out", directory.resolve("p.gif").toString());
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("ends in .svg or .png");
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("t.csv"), "count\n500\n600\n");
    refused("none with a FILE", "traffic", "fit", file.toString(), "--rate", "5");
    refused("a FILE with them", "traffic", "fit", "--timestamps", "x");
    refused(
        "s, ms, us or ns", "traffic", "fit", file.toString(), "--timestamps", "x", "--unit", "h");
    refused("a closed loop", "traffic", "generate", "--profile", "max");
    refused("known without a workload", "traffic", "fit", "--profile", "own");
    refused("there is no such file", "traffic", "describe", "no-such.csv");
    refused("none with --profile constant", "traffic", "generate", "--b", "0.7");
  }

  private static void refused(String reason, String... arguments) {
    Execution execution = Execution.of(arguments);
    assertThat(execution.exitCode()).as(reason).isEqualTo(2);
    assertThat(execution.out()).isEmpty();
    assertThat(execution.err().strip()).contains(reason).doesNotContain("\n");
  }

  @Test
  void aRunThatFollowsATraceIsRepeatedFromItsOwnDirectory(@TempDir Path shared) throws Exception {
    Path plugins = LoopbackPlugin.installedIn(shared.resolve("plugins"));
    Path trace = Files.writeString(directory.resolve("mine.csv"), "start_s,count\n0,30\n1,70\n");
    Path first =
        ran(
            plugins,
            "first",
            "--driver",
            "loopback",
            "--profile",
            "trace",
            "--trace",
            trace.toString(),
            "--duration",
            "2s",
            "--warmup",
            "0",
            "--cooldown",
            "0");
    Files.delete(trace);
    assertThat(first.resolve("trace.csv")).hasContent("start_s,count\n0,30\n1,70\n");
    assertThat(Files.readAllLines(first.resolve("run.yaml"))).contains("trace: trace.csv");
    Path moved = Files.move(first, directory.resolve("moved"));
    Path second = ran(plugins, "second", "--config", moved.resolve("run.yaml").toString());
    JsonNode document = new ObjectMapper().readTree(second.resolve("run.json").toFile());
    assertThat(document.at("/traffic/records").asLong()).isEqualTo(100);
    assertThat(document.at("/traffic/peak_hz").asDouble()).isEqualTo(70);
    assertThat(document.at("/traffic/slots/count").asLong()).isEqualTo(2);
    assertThat(document.at("/overload/seconds").isInt()).isTrue();
  }

  private Path ran(Path plugins, String results, String... arguments) throws Exception {
    Path to = directory.resolve(results);
    Execution run =
        Execution.of(
            Stream.concat(
                    Stream.of(arguments),
                    Stream.of("--plugins", plugins.toString(), "--results", to.toString()))
                .toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isIn(0, 3);
    try (Stream<Path> runs = Files.list(to)) {
      return runs.toList().get(0);
    }
  }
}
