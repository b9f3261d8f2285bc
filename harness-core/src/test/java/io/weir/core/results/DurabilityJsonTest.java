/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.weir.core.experiment.Fault;
import io.weir.spi.ConfigValue;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityJsonTest {
  @TempDir Path parent;

  private RunDirectory directory() {
    return new RunDirectory(parent);
  }

  @Test
  void givesBackEveryStateAsItWas() throws Exception {
    DurabilityDocument begun = Verifications.begun(Fault.values());
    DurabilityDocument stated = begun.with(Verifications.stated(Fault.KILL_ONE, true));
    FaultResult held = Verifications.ended(Fault.KILL_ONE, true, 0, FaultVerdict.HELD);
    DurabilityDocument ended =
        stated
            .with(held)
            .with(FaultResult.begin(Fault.POWER_LOSS).withVerdict(FaultVerdict.INCOMPLETE, "why"))
            .completed();
    DurabilityJson json = new DurabilityJson(directory(), Secrets.none());
    for (DurabilityDocument document : List.of(begun, stated, ended)) {
      json.write(document);

      assertThat(schemaErrors()).isEmpty();
      // A secret comes back as its mask, and is equal to nothing.
      assertThat(masked(DurabilityJson.read(directory().durabilityJson())))
          .isEqualTo(masked(document));
    }
    assertThat(ended.results()).hasSize(2).first().isEqualTo(held);
  }

  private static DurabilityDocument masked(DurabilityDocument document) {
    DurabilityDocument result = document;
    for (FaultResult each : document.results()) {
      if (each.clients().isPresent()) {
        result =
            result.with(
                each.withStart(
                    new ClientFacts(Map.of(), Map.of()), each.t0EpochNs().orElseThrow()));
      }
    }
    return result;
  }

  @Test
  void hasTheFieldsThatToolsGoBy() throws Exception {
    new DurabilityJson(directory(), Secrets.none())
        .write(
            Verifications.begun(Fault.KILL_ONE)
                .with(Verifications.ended(Fault.KILL_ONE, true, 7, FaultVerdict.BROKEN)));

    JsonNode tree = tree();
    JsonNode result = tree.path("results").path(0);
    assertThat(tree.at("/plan/outage").asText()).isEqualTo("1500ms");
    assertThat(result.path("fault").asText()).isEqualTo("kill-one");
    assertThat(result.path("verdict").asText()).isEqualTo("BROKEN");
    assertThat(result.at("/promise/promised").asBoolean()).isTrue();
    assertThat(result.at("/load/unavailable_s").asDouble()).isEqualTo(1.25);
    assertThat(result.at("/load/all_partitions_s").isNull()).isTrue();
    assertThat(result.at("/read_back/lost").asLong()).isEqualTo(7);
    assertThat(result.at("/events/1/what").asText()).isEqualTo("read-back-ended");
    assertThat(result.at("/durability/settings/0/value").asText()).isEqualTo("7");
  }

  @Test
  void neverHoldsASecret() throws Exception {
    Secrets secrets =
        Secrets.of(
            List.of(
                new Settings(
                    Map.of(),
                    Map.of("client", Map.of("key", new ConfigValue("swordfish", true))))));
    new DurabilityJson(directory(), secrets)
        .write(
            Verifications.begun(Fault.KILL_ONE)
                .with(
                    FaultResult.begin(Fault.KILL_ONE)
                        .withVerdict(FaultVerdict.INCOMPLETE, "no answer to swordfish")));

    assertThat(Files.readString(directory().durabilityJson()))
        .doesNotContain("swordfish")
        .contains("no answer to " + ConfigValue.MASK);
  }

  @Test
  void refusesInOneLineWhatIsNone() throws Exception {
    Files.writeString(directory().durabilityJson(), "{\"schema_version\": 1, \"id\": 3}");
    assertThatThrownBy(() -> DurabilityJson.read(directory().durabilityJson()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("durability.json")
        .hasMessageNotContaining("\n");
  }

  private JsonNode tree() throws Exception {
    return new ObjectMapper().readTree(directory().durabilityJson().toFile());
  }

  private Set<ValidationMessage> schemaErrors() throws Exception {
    try (InputStream in = DurabilityJson.class.getResourceAsStream("durability.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(in)
          .validate(tree());
    }
  }
}
