/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the user set for one plugin: its own options, bound and checked against {@link OptionSpec},
 * and the native settings of the system by section.
 *
 * <p>{@code --set kafka.producer.batch.size=1} is section {@code producer}, key {@code batch.size}.
 * Immutable.
 */
public final class Settings {
  private final Map<String, ConfigValue> options;
  private final Map<String, Map<String, ConfigValue>> natives;

  /**
   * @param options option name to value, defaults filled in
   * @param natives section to native key to value
   */
  public Settings(Map<String, ConfigValue> options, Map<String, Map<String, ConfigValue>> natives) {
    this.options = Collections.unmodifiableMap(new TreeMap<>(options));
    Map<String, Map<String, ConfigValue>> copy = new TreeMap<>();
    natives.forEach((k, v) -> copy.put(k, Collections.unmodifiableMap(new TreeMap<>(v))));
    this.natives = Collections.unmodifiableMap(copy);
  }

  /** No option, no native setting. */
  public static Settings none() {
    return new Settings(Map.of(), Map.of());
  }

  /** All options by name. */
  public Map<String, ConfigValue> options() {
    return options;
  }

  /** The native settings of one section; empty if none was given. */
  public Map<String, ConfigValue> section(String section) {
    return natives.getOrDefault(section, Map.of());
  }

  /** All native settings by section. */
  public Map<String, Map<String, ConfigValue>> sections() {
    return natives;
  }

  /** The option's text, empty if it has neither a value nor a default. */
  public Optional<String> get(String option) {
    return Optional.ofNullable(options.get(option)).map(ConfigValue::value);
  }

  /**
   * The option's text.
   *
   * @throws IllegalArgumentException if it has neither a value nor a default
   */
  public String require(String option) {
    return get(option)
        .orElseThrow(() -> new IllegalArgumentException("option " + option + " has no value"));
  }

  /** The option as a whole number; it was checked to be one. */
  public long integer(String option) {
    return Long.parseLong(require(option));
  }

  /** The option as a decimal number; it was checked to be one. */
  public double number(String option) {
    return Double.parseDouble(require(option));
  }

  /** The option as a truth value. */
  public boolean flag(String option) {
    return Boolean.parseBoolean(require(option));
  }
}
