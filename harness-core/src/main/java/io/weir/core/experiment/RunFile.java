/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import io.weir.spi.NearMisses;
import io.weir.spi.SettingException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A run file: YAML whose keys are the flags of a run without their dashes, and whose values are
 * exactly the texts that the flags would have. {@code set} holds native settings, dotted or nested.
 */
public final class RunFile {
  private static final long MOST_BYTES = 1 << 20;
  private static final int DEEPEST = 32;

  /** What YAML's core schema reads as no value. */
  private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

  private final Path file;
  private final RunSettings.Builder settings = RunSettings.builder();

  private RunFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a run file. Values are checked when a run is made of them, not here.
   *
   * @throws SettingException naming file and line, if it cannot be read, is no YAML, or has a key
   *     that is not known, is there twice, or has no value
   */
  public static RunSettings read(Path file) {
    return new RunFile(file).settings();
  }

  private RunSettings settings() {
    Optional<Node> root = root(content());
    if (root.isPresent()) {
      if (!(root.get() instanceof MappingNode mapping)) {
        throw refused(root.get(), "key: value lines, such as rate: 1000");
      }
      Set<RunKey> seen = EnumSet.noneOf(RunKey.class);
      for (NodeTuple entry : mapping.getValue()) {
        String name = scalar(entry.getKeyNode(), "a key");
        RunKey key = RunKey.of(name).orElseThrow(() -> unknown(entry.getKeyNode(), name));
        if (!seen.add(key)) {
          throw refused(entry.getKeyNode(), "every key once, and " + name + " is there already");
        }
        put(key, entry.getValueNode());
      }
    }
    return settings.build();
  }

  private String content() {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw unreadable("it is larger than " + MOST_BYTES + " bytes", null);
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw unreadable("it is not UTF-8 text", e);
    } catch (IOException e) {
      throw unreadable(
          Files.isDirectory(file)
              ? "it is a directory"
              : Files.exists(file) ? "it cannot be read" : "there is no such file",
          e);
    }
  }

  private Optional<Node> root(String content) {
    try {
      List<Node> documents = new ArrayList<>();
      new Compose(LoadSettings.builder().setLabel(file.toString()).build())
          .composeAllFromString(content)
          .forEach(documents::add);
      if (documents.size() > 1) {
        throw refused(documents.get(1), "one document, and a second begins here");
      }
      return documents.stream().findFirst();
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(m -> " line " + (m.getLine() + 1)).orElse("");
      throw withCause(
          new SettingException(
              "--config", file + line, "YAML", e.getProblem().replaceAll("\\s+", " ")),
          e);
    } catch (YamlEngineException e) {
      throw unreadable(
          "it is no YAML: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "), e);
    }
  }

  private void put(RunKey key, Node value) {
    switch (key.shape()) {
      case PAIRS -> putPairs("", value, 0);
      case LIST, PATHS -> settings.put(key, list(key, value), where(value));
      case FILE ->
          settings.put(
              key,
              List.of(besideThis(scalar(value, "one value for " + key.key()), value)),
              where(value));
      case ONE, SWITCH ->
          settings.put(key, List.of(scalar(value, "one value for " + key.key())), where(value));
    }
  }

  /** A run's directory can be moved as a whole: its files stand in it by their names. */
  private String besideThis(String text, Node value) {
    try {
      return file.resolveSibling(text).normalize().toString();
    } catch (InvalidPathException e) {
      throw withCause(refused(value, "the name of a file"), e);
    }
  }

  private List<String> list(RunKey key, Node value) {
    if (value instanceof SequenceNode sequence) {
      if (sequence.getValue().isEmpty()) {
        throw refused(value, "at least one value for " + key.key());
      }
      return sequence.getValue().stream()
          .map(item -> scalar(item, "a list of plain values for " + key.key()))
          .toList();
    }
    String text = scalar(value, "a value or a list for " + key.key());
    return key.shape() == RunKey.Shape.PATHS ? List.of(text) : Arrays.asList(text.split(",", -1));
  }

  private void putPairs(String prefix, Node value, int depth) {
    if (depth > DEEPEST) {
      throw refused(value, "at most " + DEEPEST + " levels below set");
    }
    if (!(value instanceof MappingNode mapping)) {
      throw refused(value, "keys with values below set, such as kafka.producer.acks: all");
    }
    for (NodeTuple entry : mapping.getValue()) {
      String key = prefix + scalar(entry.getKeyNode(), "a key");
      if (entry.getValueNode() instanceof MappingNode) {
        putPairs(key + ".", entry.getValueNode(), depth + 1);
      } else {
        if (settings.hasPair(key)) {
          throw refused(entry.getKeyNode(), "every key once, and " + key + " is there already");
        }
        settings.putPair(
            key, scalar(entry.getValueNode(), "one value for " + key), where(entry.getKeyNode()));
      }
    }
  }

  private String scalar(Node node, String allowed) {
    if (!(node instanceof ScalarNode scalar)) {
      throw refused(node, allowed);
    }
    if (!scalar.getTag().getValue().startsWith(Tag.PREFIX)) {
      throw refused(node, allowed + ", without the tag " + scalar.getTag().getValue());
    }
    boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
    if (plain && NOTHING.contains(scalar.getValue())) {
      throw refused(node, allowed + ", and none is written; leave the key out for the default");
    }
    return scalar.getValue();
  }

  private String where(Node node) {
    return file + node.getStartMark().map(m -> " line " + (m.getLine() + 1)).orElse("");
  }

  private SettingException unknown(Node at, String name) {
    List<String> known = Arrays.stream(RunKey.values()).map(RunKey::key).toList();
    String advice = NearMisses.advice(NearMisses.of(name, known));
    return new SettingException(
        "--config",
        where(at),
        "a flag of harness run without its dashes, and " + name + " is none",
        advice.isEmpty() ? "harness run --help lists them" : advice);
  }

  private SettingException refused(Node at, String allowed) {
    return new SettingException("--config", where(at), allowed, "");
  }

  private SettingException unreadable(String reason, @Nullable Exception e) {
    SettingException refused =
        new SettingException("--config", file.toString(), "a readable YAML file", reason);
    return e == null ? refused : withCause(refused, e);
  }

  private static SettingException withCause(SettingException refused, Exception cause) {
    refused.initCause(cause);
    return refused;
  }

  /**
   * Settings as a run file.
   *
   * @return lines that {@link #read} reads as the same settings
   */
  public static List<String> lines(RunSettings from) {
    List<String> lines = new ArrayList<>();
    for (RunKey key : RunKey.values()) {
      line(from, key).ifPresent(lines::add);
    }
    if (!from.pairs().isEmpty()) {
      lines.add(RunKey.SET.key() + ":");
      from.pairs().forEach((key, text) -> lines.add("  " + quoted(key) + ": " + quoted(text)));
    }
    return lines;
  }

  /** One setting as a line of a run file; empty if it is not set, or is {@link RunKey#SET}. */
  public static Optional<String> line(RunSettings from, RunKey key) {
    return from.written(key)
        .map(
            written -> {
              List<String> texts = written.texts().stream().map(RunFile::quoted).toList();
              String value =
                  texts.size() == 1 ? texts.get(0) : "[" + String.join(", ", texts) + "]";
              return key.key() + ": " + value;
            });
  }

  private static String quoted(String text) {
    boolean plain = text.matches("[0-9A-Za-z](?:[0-9A-Za-z._/@:+-]*[0-9A-Za-z])?");
    if (plain && !text.equalsIgnoreCase("null")) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000)) {
                quoted.append(String.format("\\u%04x", c));
              } else {
                quoted.appendCodePoint(c);
              }
            });
    return quoted.append('"').toString();
  }
}
