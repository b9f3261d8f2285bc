/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
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
 * A JSON file in a run's directory. Every write replaces the whole file at once, so that whoever
 * reads it, and whoever finds it after a crash, sees one state or the next, never a part. Not
 * thread-safe.
 */
final class JsonFile {
  /** Far more than a run of many machines writes. */
  private static final long MOST_BYTES = 64 << 20;

  private final RunDirectory directory;
  private final Path file;
  private final Secrets secrets;

  /**
   * @param directory of the run
   * @param file in it
   * @param secrets that must not be written
   */
  JsonFile(RunDirectory directory, Path file, Secrets secrets) {
    this.directory = directory;
    this.file = file;
    this.secrets = secrets;
  }

  /**
   * Replaces the file: written beside it, forced to disk, renamed over it. On a full disk the
   * reserve of the run's directory makes room.
   *
   * @throws UnavailableException if it cannot be written; the file is then as it was
   */
  void write(ObjectNode tree) {
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

  /** Masks secrets in all texts below a node. */
  void mask(JsonNode node) {
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

  /** Masks secrets in the member {@code reason} of a node. */
  void maskReason(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.put("reason", secrets.masked(object.path("reason").asText()));
    }
  }

  /**
   * A file's whole tree.
   *
   * @param version of its schema that can be read
   * @throws SettingException in one line naming the file, if it is not one or is damaged
   */
  static JsonNode read(ObjectMapper json, Path file, int version) {
    JsonNode tree;
    try {
      Lines.requireFile(file, MOST_BYTES);
      tree = json.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw Lines.unreadable(file, e);
    }
    JsonNode found = tree.path("schema_version");
    if (!found.isInt()) {
      throw Lines.unreadable(file, "no " + file.getFileName() + ": it has no schema_version");
    }
    if (found.intValue() != version) {
      throw Lines.unreadable(
          file, "schema_version " + found.intValue() + " where this harness reads " + version);
    }
    return tree;
  }
}
