/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.core.experiment.RunSpec;
import io.weir.spi.ConfigValue;
import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes and reads run.json. Every write replaces the whole file at once, so that whoever reads it,
 * and whoever finds it after a crash, sees one state of the run or the next, never a part. Not
 * thread-safe.
 *
 * <p>Secrets: a {@link ConfigValue} is written as shown; those given to the constructor are masked
 * wherever free text could hold them.
 */
public final class RunJson {
  /** Where free text is; elsewhere are numbers, names and words of closed lists. */
  private static final List<String> FREE_TEXT =
      List.of(
          "/command_line",
          "/host",
          "/system/nodes",
          "/system/servers",
          "/durability/settings",
          "/clients",
          "/engine/nodes",
          "/engine/servers",
          "/engine/job",
          "/engine/fault",
          "/spec/broker/addresses",
          "/spec/broker/settings");

  private final JsonFile file;
  private final ObjectMapper json = Json.mapper();

  /**
   * @param directory of the run
   * @param secrets that must not be written
   */
  public RunJson(RunDirectory directory, Secrets secrets) {
    this.file = new JsonFile(directory, directory.runJson(), secrets);
  }

  /**
   * Replaces the file by this document: written beside it, forced to disk, renamed over it. On a
   * full disk the reserve of the run's directory makes room.
   *
   * @throws UnavailableException if it cannot be written; the file is then as it was
   */
  public void write(RunDocument document) {
    ObjectNode tree = new RunDocumentTree(json).write(document);
    FREE_TEXT.forEach(place -> file.mask(tree.at(place)));
    tree.withArray("verdict").forEach(file::maskReason);
    file.write(tree);
  }

  /**
   * Reads a run.json.
   *
   * @throws SettingException in one line naming the file, if it is not one or is damaged
   */
  public static RunDocument read(Path file) {
    ObjectMapper json = Json.mapper();
    JsonNode tree = tree(json, file);
    try {
      return new RunDocumentTree(json).read(tree);
    } catch (RuntimeException e) {
      throw Lines.unreadable(file, e);
    }
  }

  /**
   * Reads what was asked for: equal to what was written, masked secrets apart.
   *
   * @throws SettingException in one line naming the file, if it is not a run.json or is damaged
   */
  public static RunSpec readSpec(Path file) {
    ObjectMapper json = Json.mapper();
    JsonNode tree = tree(json, file);
    try {
      return new RunDocumentTree(json).spec(tree);
    } catch (IllegalArgumentException e) {
      throw Lines.unreadable(file, e);
    }
  }

  /**
   * A run.json as it stands, for programs.
   *
   * @throws SettingException in one line naming the file, if it is not a run.json or is damaged
   */
  public static String text(Path file) {
    return tree(Json.mapper(), file).toPrettyString();
  }

  private static JsonNode tree(ObjectMapper json, Path file) {
    return JsonFile.read(json, file, RunDocument.SCHEMA_VERSION);
  }
}
