/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import io.weir.spi.SettingException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settings of a run as somebody wrote them: texts, and where they stand. From the command line,
 * from a run file, or both, one over the other. Immutable.
 */
public final class RunSettings {
  /** Where a value of the command line stands. */
  public static final String COMMAND_LINE = "";

  private final Map<RunKey, Written> values;
  private final Map<String, Written> pairs;

  private RunSettings(Map<RunKey, Written> values, Map<String, Written> pairs) {
    this.values = values;
    this.pairs = pairs;
  }

  /**
   * A value as written.
   *
   * @param texts one, or several of a list
   * @param where file and line, or {@link #COMMAND_LINE}
   */
  public record Written(List<String> texts, String where) {
    public Written {
      texts = List.copyOf(texts);
    }

    /** One text, a list separated by commas. */
    public String text() {
      return String.join(",", texts);
    }
  }

  /** Collects settings; not thread-safe. */
  public static final class Builder {
    private final Map<RunKey, Written> values = new EnumMap<>(RunKey.class);
    private final Map<String, Written> pairs = new TreeMap<>();

    /** Sets a value; whoever sets it twice has the last one. */
    public Builder put(RunKey key, List<String> texts, String where) {
      values.put(key, new Written(texts, where));
      return this;
    }

    /** Sets an entry of {@link RunKey#SET}. */
    public Builder putPair(String key, String text, String where) {
      pairs.put(key, new Written(List.of(text), where));
      return this;
    }

    /** True if the entry of {@link RunKey#SET} is there. */
    public boolean hasPair(String key) {
      return pairs.containsKey(key);
    }

    public RunSettings build() {
      return new RunSettings(
          Collections.unmodifiableMap(new EnumMap<>(values)),
          Collections.unmodifiableMap(new TreeMap<>(pairs)));
    }

    private Builder addAll(RunSettings settings) {
      values.putAll(settings.values);
      pairs.putAll(settings.pairs);
      return this;
    }
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** These settings and, where they are silent, those of {@code lower}. */
  public RunSettings over(RunSettings lower) {
    return builder().addAll(lower).addAll(this).build();
  }

  /** True if a value was written. */
  public boolean has(RunKey key) {
    return values.containsKey(key);
  }

  /** What was written, if anything was. */
  public Optional<Written> written(RunKey key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The value's text, or the default's, or an empty one if there is neither. */
  public String text(RunKey key) {
    Written written = values.get(key);
    return written == null ? key.defaultText().orElse("") : written.text();
  }

  /** The texts of a list; empty if none was written. */
  public List<String> list(RunKey key) {
    Written written = values.get(key);
    return written == null ? List.of() : written.texts();
  }

  /** The entries of {@link RunKey#SET}: key to text. */
  public Map<String, String> pairs() {
    Map<String, String> texts = new TreeMap<>();
    pairs.forEach((key, written) -> texts.put(key, written.text()));
    return texts;
  }

  /** An entry of {@link RunKey#SET}, if it was written. */
  public Optional<Written> pair(String key) {
    return Optional.ofNullable(pairs.get(key));
  }

  /**
   * A refusal that names a flag, said of the place where its value was written.
   *
   * @param refused names a setting as {@link RunKey#flag} or {@code --set key}
   */
  public SettingException located(SettingException refused) {
    String setting = refused.setting();
    String set = RunKey.SET.flag() + " ";
    Written written =
        setting.startsWith(set)
            ? pairs.get(setting.substring(set.length()))
            : values.entrySet().stream()
                .filter(e -> e.getKey().flag().equals(setting))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    if (written == null || written.where().equals(COMMAND_LINE)) {
      return refused;
    }
    String key = setting.startsWith(set) ? setting.substring(set.length()) : setting.substring(2);
    return refused.of(written.where() + ": " + key);
  }
}
