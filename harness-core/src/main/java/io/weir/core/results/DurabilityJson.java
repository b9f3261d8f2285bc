/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes and reads durability.json, as {@link RunJson} does run.json: whole states only, secrets
 * masked wherever free text could hold them. Not thread-safe.
 */
public final class DurabilityJson {
  private static final List<String> FREE_TEXT =
      List.of("/command_line", "/host", "/spec/broker/addresses", "/spec/broker/settings");

  /** Of each result. */
  private static final List<String> FREE_TEXT_OF_RESULTS =
      List.of(
          "/system/nodes", "/system/servers", "/durability/settings", "/clients", "/load/errors");

  private final JsonFile file;
  private final ObjectMapper json = Json.mapper();

  /**
   * @param directory of the verification
   * @param secrets that must not be written
   */
  public DurabilityJson(RunDirectory directory, Secrets secrets) {
    this.file = new JsonFile(directory, directory.durabilityJson(), secrets);
  }

  /**
   * Replaces the file by this document.
   *
   * @throws UnavailableException if it cannot be written; the file is then as it was
   */
  public void write(DurabilityDocument document) {
    ObjectNode tree = json.valueToTree(document);
    FREE_TEXT.forEach(place -> file.mask(tree.at(place)));
    for (JsonNode result : tree.withArray("results")) {
      FREE_TEXT_OF_RESULTS.forEach(place -> file.mask(result.at(place)));
      file.maskReason(result);
    }
    file.write(tree);
  }

  /**
   * Reads a durability.json.
   *
   * @throws SettingException in one line naming the file, if it is not one or is damaged
   */
  public static DurabilityDocument read(Path file) {
    ObjectMapper json = Json.mapper();
    JsonNode tree = JsonFile.read(json, file, DurabilityDocument.SCHEMA_VERSION);
    try {
      return json.treeToValue(tree, DurabilityDocument.class);
    } catch (JsonProcessingException | RuntimeException e) {
      throw Lines.unreadable(file, e);
    }
  }

  /**
   * A durability.json as it stands, for programs.
   *
   * @throws SettingException in one line naming the file, if it is not one or is damaged
   */
  public static String text(Path file) {
    return JsonFile.read(Json.mapper(), file, DurabilityDocument.SCHEMA_VERSION).toPrettyString();
  }
}
