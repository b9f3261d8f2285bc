/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.weir.core.experiment.EngineSpec;
import io.weir.core.experiment.Rate;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.experiment.Within;
import io.weir.spi.ConfigValue;
import io.weir.spi.Guarantee;
import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunJsonTest {
  private final ObjectMapper mapper = new ObjectMapper();
  @TempDir Path parent;
  private RunDirectory directory;
  private RunJson runJson;

  @BeforeEach
  void begin() {
    directory = RunDirectory.create(parent, Runs.identity(Runs.spec()));
    runJson = new RunJson(directory, Secrets.none());
  }

  static Stream<TrafficProfile> profiles() {
    return Stream.of(
        new TrafficProfile.Constant(new Rate(33_333, 1_000_000_000_000L)),
        new TrafficProfile.Steps(List.of(Rate.perSecond(1), new Rate(7, 3))),
        new TrafficProfile.Ramp(Rate.perSecond(100), Rate.perSecond(10)),
        new TrafficProfile.Sine(
            Optional.empty(), Rate.perSecond(10), java.time.Duration.ofSeconds(9)),
        new TrafficProfile.OnOff(
            Rate.perSecond(10),
            Optional.of(Rate.perSecond(1)),
            java.time.Duration.ofSeconds(1),
            java.time.Duration.ofMillis(500)),
        new TrafficProfile.Trace(
            "a/trace.csv", Optional.empty(), true, Optional.of(2.5), Optional.empty(), Within.EVEN),
        new TrafficProfile.Users(List.of(3, 0, 7), 1.6, java.time.Duration.ofMillis(1_875)),
        new TrafficProfile.BModel(
            0.7,
            java.time.Duration.ofMillis(100),
            java.util.OptionalLong.of(7),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Rate.perSecond(1)),
            Optional.empty(),
            Within.POISSON),
        new TrafficProfile.Max());
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void givesBackTheSpecAsItWas(TrafficProfile profile) throws Exception {
    RunSpec spec = Runs.spec(profile);

    runJson.write(Runs.begun(spec));

    assertThat(RunJson.readSpec(directory.runJson())).isEqualTo(spec);
    assertThat(schemaErrors()).isEmpty();
  }

  @Test
  void startsIncompleteAndValid() throws Exception {
    runJson.write(Runs.begun());

    assertThat(tree().get("status").textValue()).isEqualTo("INCOMPLETE");
    assertThat(tree().get("run_id").textValue()).isEqualTo(directory.runId());
    assertThat(schemaErrors()).isEmpty();
    assertThat(RunJson.read(directory.runJson())).isEqualTo(Runs.begun());
  }

  @Test
  void endsCompleteAndValid() throws Exception {
    runJson.write(Runs.begun());
    runJson.write(Runs.complete());

    assertThat(tree().get("status").textValue()).isEqualTo("COMPLETE");
    assertThat(schemaErrors()).isEmpty();
    RunDocument read = RunJson.read(directory.runJson());
    assertThat(read.outcome()).isEqualTo(Runs.complete().outcome());
    assertThat(read.durability()).isEqualTo(Runs.complete().durability());
    assertThat(read.system()).isEqualTo(Runs.complete().system());
    assertThat(read.phases()).isEqualTo(Runs.complete().phases());
    assertThat(read.verdict()).isEqualTo(Runs.complete().verdict());
    assertThat(read.t0EpochNs()).hasValue(Runs.T0_NS);
    assertThat(Files.list(directory.path()).filter(f -> f.toString().endsWith(".tmp"))).isEmpty();
  }

  @Test
  void keepsTheRunsPlaceInAnExperiment() throws Exception {
    RunIdentity.Place place =
        new RunIdentity.Place(
            Optional.of("e"),
            Optional.of("d"),
            Optional.of("kafka weak"),
            OptionalInt.of(3),
            OptionalInt.of(0));
    RunDocument begun = Runs.begun();
    runJson.write(
        RunDocument.begin(
            begun.identity().at(place),
            begun.harness(),
            begun.commandLine(),
            begun.spec(),
            begun.host(),
            begun.clock()));

    assertThat(RunJson.read(directory.runJson()).identity().place()).isEqualTo(place);
    assertThat(schemaErrors()).isEmpty();
  }

  @Test
  void givesBackAnEngineAndWhatCameOfItsAnswers() throws Exception {
    runJson.write(Runs.withEngine());

    RunDocument read = RunJson.read(directory.runJson());
    assertThat(read.answers()).contains(Runs.answers());
    assertThat(read.engine().orElseThrow().job())
        .containsEntry("sasl", new ConfigValue(ConfigValue.MASK, true));
    assertThat(read.engine().orElseThrow().withJob(Runs.engine().job(), "job.sql"))
        .isEqualTo(Runs.engine());
    assertThat(schemaErrors()).isEmpty();
    assertThat(Files.readString(directory.runJson())).doesNotContain("hunter2");
  }

  @Test
  void readsAFileThatKnowsOfNoEngine() throws Exception {
    runJson.write(Runs.complete());
    ObjectNode earlier = (ObjectNode) tree();
    earlier.remove(List.of("engine", "answers"));
    Files.writeString(directory.runJson(), earlier.toString());

    assertThat(RunJson.read(directory.runJson())).isEqualTo(masked(Runs.complete()));
    assertThat(schemaErrors()).isEmpty();
  }

  /** As it is written: with its secrets masked. */
  private static RunDocument masked(RunDocument document) {
    ClientFacts clients = document.clients().orElseThrow();
    Map<String, ConfigValue> publisher = new TreeMap<>(clients.publisher());
    publisher.put("sasl.jaas.config", new ConfigValue(ConfigValue.MASK, true));
    return document.withClients(new ClientFacts(publisher, clients.subscriber()));
  }

  @Test
  void keepsWhatTheEngineWasAskedFor() throws Exception {
    EngineSpec plain =
        new EngineSpec(
            "flink",
            Optional.of("1.20.3"),
            2,
            List.of(),
            "q5",
            Guarantee.EXACTLY_ONCE,
            4,
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Optional.of(new EngineSpec.EngineFault("kill-taskmanager", Duration.ofSeconds(20))),
            Optional.of(new EngineSpec.Rescale(8, Duration.ofSeconds(30))));
    EngineSpec running =
        new EngineSpec(
            "flink",
            Optional.empty(),
            0,
            List.of("http://h:8081"),
            "q5",
            Guarantee.AT_LEAST_ONCE,
            4,
            Duration.ofSeconds(1),
            Duration.ZERO,
            Optional.empty(),
            Optional.empty());
    for (EngineSpec engine : List.of(plain, running)) {
      RunSpec spec = Runs.spec().withEngine(engine);
      runJson.write(Runs.complete(spec));

      assertThat(RunJson.readSpec(directory.runJson()).engine()).contains(engine);
      assertThat(schemaErrors()).isEmpty();
    }
    ObjectNode more = (ObjectNode) tree();
    more.withObject("/spec/engine").put("surprise", 1);
    assertThat(schema().validate(more)).isNotEmpty();
  }

  @Test
  void neverHoldsASecret() throws Exception {
    RunSpec plain = Runs.spec();
    RunSpec spec =
        new RunSpec(
            new RunSpec.BrokerSpec(
                plain.broker().driver(),
                plain.broker().version(),
                plain.broker().nodes(),
                List.of("pulsar://u:swordfish@h:1"),
                plain.broker().durability(),
                Map.of("kafka.producer.ssl.key", "swordfish", "other", "env:PASS")),
            plain.topics(),
            plain.payload(),
            plain.load(),
            plain.tuning(),
            plain.seed(),
            plain.workload(),
            plain.engine());
    RunDocument document = Runs.complete(spec);
    new RunJson(directory, Secrets.ofTexts(Set.of("swordfish", "sworder", "")))
        .write(
            document.withVerdict(List.of(new VerdictEntry("ERRORS", "bad swordfish", Map.of()))));

    assertThat(Files.readString(directory.runJson()))
        .doesNotContain("swordfish", "hunter2")
        .contains("pulsar://u:" + ConfigValue.MASK + "@h:1", "bad " + ConfigValue.MASK);
    assertThat(RunJson.read(directory.runJson()).clients().orElseThrow().publisher())
        .containsEntry("sasl.jaas.config", new ConfigValue(ConfigValue.MASK, true));
    assertThat(RunJson.readSpec(directory.runJson()).broker().settings())
        .containsEntry("other", "env:PASS");
  }

  @Test
  void schemaRefusesWhatIsNotInIt() throws Exception {
    runJson.write(Runs.complete());
    ObjectNode more = (ObjectNode) tree();
    more.withObject("/spec/load").put("surprise", 1);
    ObjectNode unfinished = (ObjectNode) tree();
    unfinished.putNull("outcome");

    assertThat(schema().validate(more)).isNotEmpty();
    assertThat(schema().validate(unfinished)).isNotEmpty();
  }

  @Test
  void saysInOneLineWhatIsWrongWithAFile() throws Exception {
    assertRefused("{\"schema_version\": 2}", "schema_version 2");
    assertRefused("[1]", "no schema_version");
    assertRefused("", "no schema_version");
    runJson.write(Runs.begun());
    String good = Files.readString(directory.runJson());
    assertRefused(good.substring(0, good.length() / 2), "run.json");
    assertRefused(good.replace("\"economical\"", "\"lazy\""), "lazy");
    assertRefused(good.replace("\"pacing\"", "\"pasing\""), "pacing");
    assertRefused(good.replace("\"host\"", "\"hosts\""), "host is missing");
    assertRefused(good.replace("-42-1f00aa", "-43-1f00aa"), "-43-1f00aa");
  }

  private void assertRefused(String content, String reason) throws Exception {
    Files.writeString(directory.runJson(), content);

    assertThatThrownBy(() -> RunJson.read(directory.runJson()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(directory.runJson().toString())
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  @Test
  void saysInOneLineThatItCannotWrite() throws Exception {
    Files.delete(directory.logs());
    Files.delete(directory.ledger());
    Files.delete(directory.servers());
    assertThat(directory.releaseReserve()).isTrue();
    Files.delete(directory.path());

    assertThatThrownBy(() -> runJson.write(Runs.begun()))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(directory.runJson().toString())
        .hasMessageNotContaining("\n");
  }

  private JsonNode tree() throws Exception {
    return mapper.readTree(directory.runJson().toFile());
  }

  private Set<ValidationMessage> schemaErrors() throws Exception {
    return schema().validate(tree());
  }

  private static JsonSchema schema() throws Exception {
    try (InputStream in = RunJson.class.getResourceAsStream("run.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    }
  }
}
