/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.TrafficFacts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A {@link RunDocument} as a tree of JSON and back. */
final class RunDocumentTree {
  private final ObjectMapper json;

  RunDocumentTree(ObjectMapper json) {
    this.json = json;
  }

  ObjectNode write(RunDocument document) {
    RunIdentity identity = document.identity();
    ObjectNode tree = json.createObjectNode();
    tree.put("schema_version", RunDocument.SCHEMA_VERSION);
    tree.put("run_id", identity.runId());
    tree.set("experiment_id", json.valueToTree(identity.place().experimentId()));
    tree.set("deployment_id", json.valueToTree(identity.place().deploymentId()));
    tree.set("cell", json.valueToTree(identity.place().cell()));
    tree.set("block", json.valueToTree(identity.place().block()));
    tree.set("repeat", json.valueToTree(identity.place().repeat()));
    tree.set("status", json.valueToTree(document.status()));
    tree.set("created", json.valueToTree(identity.created()));
    tree.set("harness", json.valueToTree(document.harness()));
    tree.set("command_line", json.valueToTree(document.commandLine()));
    tree.set("spec", json.valueToTree(document.spec()));
    tree.set("host", json.valueToTree(document.host()));
    tree.set("clock", json.valueToTree(document.clock()));
    tree.set("calibration", json.valueToTree(document.calibration()));
    tree.set("traffic", json.valueToTree(document.traffic()));
    tree.set("system", json.valueToTree(document.system()));
    tree.set("durability", json.valueToTree(document.durability()));
    tree.set("clients", json.valueToTree(document.clients()));
    tree.set("workload", json.valueToTree(document.workload()));
    tree.set("t0_epoch_ns", json.valueToTree(document.t0EpochNs()));
    tree.set("phases", json.valueToTree(document.phases()));
    tree.set("outcome", json.valueToTree(document.outcome()));
    tree.set("overload", json.valueToTree(document.overload()));
    tree.set("engine", json.valueToTree(document.engine()));
    tree.set("answers", json.valueToTree(document.answers()));
    tree.set("verdict", json.valueToTree(document.verdict()));
    return tree;
  }

  RunDocument read(JsonNode tree) {
    RunSpec spec = spec(tree);
    String runId = member(tree, "run_id").asText();
    RunIdentity identity =
        RunIdentity.of(
                spec,
                value(tree, "created", new TypeReference<Instant>() {}),
                runId.substring(runId.lastIndexOf('-') + 1))
            .at(
                new RunIdentity.Place(
                    value(tree, "experiment_id", new TypeReference<Optional<String>>() {}),
                    value(tree, "deployment_id", new TypeReference<Optional<String>>() {}),
                    value(tree, "cell", new TypeReference<Optional<String>>() {}),
                    value(tree, "block", new TypeReference<OptionalInt>() {}),
                    value(tree, "repeat", new TypeReference<OptionalInt>() {})));
    if (!identity.runId().equals(runId)) {
      throw new IllegalArgumentException(
          "run_id " + runId + " does not belong to its spec, which gives " + identity.runId());
    }
    return new RunDocument(
        identity,
        value(tree, "status", new TypeReference<RunStatus>() {}),
        value(tree, "harness", new TypeReference<HarnessFacts>() {}),
        value(tree, "command_line", new TypeReference<List<String>>() {}),
        spec,
        value(tree, "host", new TypeReference<Map<String, String>>() {}),
        value(tree, "clock", new TypeReference<ClockFacts>() {}),
        value(tree, "calibration", new TypeReference<Optional<Calibration>>() {}),
        later(tree, "traffic", new TypeReference<Optional<TrafficFacts>>() {}),
        value(tree, "system", new TypeReference<Optional<SystemFacts>>() {}),
        value(tree, "durability", new TypeReference<Optional<DurabilityFacts>>() {}),
        value(tree, "clients", new TypeReference<Optional<ClientFacts>>() {}),
        // Files of the first versions have none.
        tree.has("workload")
            ? value(tree, "workload", new TypeReference<Optional<WorkloadFacts>>() {})
            : Optional.empty(),
        value(tree, "t0_epoch_ns", new TypeReference<OptionalLong>() {}),
        value(tree, "phases", new TypeReference<List<PhaseSpan>>() {}),
        outcome(tree),
        later(tree, "overload", new TypeReference<Optional<Overload>>() {}),
        later(tree, "engine", new TypeReference<Optional<EngineFacts>>() {}),
        later(tree, "answers", new TypeReference<Optional<EngineOutcome>>() {}),
        value(tree, "verdict", new TypeReference<List<VerdictEntry>>() {}));
  }

  private Optional<RunOutcome> outcome(JsonNode tree) {
    if (tree.get("outcome") instanceof ObjectNode outcome && !outcome.has("order")) {
      // Files of the first versions have none.
      outcome.putArray("order");
    }
    return value(tree, "outcome", new TypeReference<Optional<RunOutcome>>() {});
  }

  RunSpec spec(JsonNode tree) {
    return value(tree, "spec", new TypeReference<>() {});
  }

  private static JsonNode member(JsonNode tree, String name) {
    JsonNode node = tree.get(name);
    if (node == null) {
      throw new IllegalArgumentException("the member " + name + " is missing");
    }
    return node;
  }

  /** A member that runs of earlier versions do not have. */
  private <T> Optional<T> later(JsonNode tree, String name, TypeReference<Optional<T>> type) {
    return tree.has(name) ? value(tree, name, type) : Optional.empty();
  }

  private <T> T value(JsonNode tree, String name, TypeReference<T> type) {
    JsonNode node = member(tree, name);
    T value;
    try {
      value = json.treeToValue(node, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(name + ": " + Lines.reason(e), e);
    }
    if (value == null) {
      throw new IllegalArgumentException("the member " + name + " is empty");
    }
    return value;
  }
}
