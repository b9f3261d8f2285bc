/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.weir.core.experiment.RunSpec;
import io.weir.spi.ConfigValue;
import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
          "/spec/broker/addresses",
          "/spec/broker/settings");

  /** Far more than a run of many machines writes. */
  private static final long MOST_BYTES = 64 << 20;

  private final RunDirectory directory;
  private final Path file;
  private final Secrets secrets;
  private final ObjectMapper json = Json.mapper();

  /**
   * @param directory of the run
   * @param secrets that must not be written
   */
  public RunJson(RunDirectory directory, Secrets secrets) {
    this.directory = directory;
    this.file = directory.runJson();
    this.secrets = secrets;
  }

  /**
   * Replaces the file by this document: written beside it, forced to disk, renamed over it. On a
   * full disk the reserve of the run's directory makes room.
   *
   * @throws UnavailableException if it cannot be written; the file is then as it was
   */
  public void write(RunDocument document) {
    ObjectNode tree = new RunDocumentTree(json).write(document);
    for (String place : FREE_TEXT) {
      mask(tree.at(place));
    }
    for (JsonNode entry : tree.withArray("verdict")) {
      if (entry instanceof ObjectNode verdict) {
        verdict.put("reason", secrets.masked(verdict.path("reason").asText()));
      }
    }
    byte[] text = (tree.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      replace(text);
    } catch (IOException e) {
      if (!directory.releaseReserve()) {
        throw Lines.unwritable(file, e);
      }
      try {
        replace(text);
      } catch (IOException again) {
        throw Lines.unwritable(file, again);
      }
    }
  }

  private void replace(byte[] text) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = ByteBuffer.wrap(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
    try (FileChannel channel = FileChannel.open(directory.path(), StandardOpenOption.READ)) {
      channel.force(true);
    }
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
    JsonNode tree;
    try {
      Lines.requireFile(file, MOST_BYTES);
      tree = json.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw Lines.unreadable(file, e);
    }
    JsonNode version = tree.path("schema_version");
    if (!version.isInt()) {
      throw Lines.unreadable(file, "no run.json: it has no schema_version");
    }
    if (version.intValue() != RunDocument.SCHEMA_VERSION) {
      throw Lines.unreadable(
          file,
          "schema_version "
              + version.intValue()
              + " where this harness reads "
              + RunDocument.SCHEMA_VERSION);
    }
    return tree;
  }

  private void mask(JsonNode node) {
    if (node instanceof ObjectNode object) {
      List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
      for (Map.Entry<String, JsonNode> member : members) {
        if (member.getValue() instanceof TextNode text) {
          object.put(member.getKey(), secrets.maskedValue(member.getKey(), text.textValue()));
        } else {
          mask(member.getValue());
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i) instanceof TextNode text) {
          array.set(i, TextNode.valueOf(secrets.masked(text.textValue())));
        } else {
          mask(array.get(i));
        }
      }
    }
  }
}
