/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.core.experiment.Units;
import io.weir.spi.ConfigValue;
import io.weir.spi.NearMisses;
import io.weir.spi.OptionSpec;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.SystemPlugin;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns {@code --set} entries into the settings of a plugin: {@code <plugin>.<option>=value} and
 * {@code <plugin>.<section>.<native key>=value}. Everything is checked before the plugin sees it.
 * Immutable.
 *
 * <p>So that a plugin need not read units, it gets a {@link io.weir.spi.OptionType#SIZE} as the
 * number of bytes and a {@link io.weir.spi.OptionType#DURATION} as the number of nanoseconds.
 */
public final class SettingsBinder {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,19}");

  private final ValueSource values;

  /**
   * @param environment the variables that {@code env:NAME} may name
   */
  public SettingsBinder(Map<String, String> environment) {
    this.values = new ValueSource(environment);
  }

  /**
   * The settings of a driver or engine.
   *
   * @param entries what the user wrote, without {@code --set}: key to value; those of other plugins
   *     in use are passed over
   * @param inUse the names of all plugins of the run
   * @throws SettingException naming the first entry that cannot be used
   */
  public Settings bind(SystemPlugin target, Map<String, String> entries, Collection<String> inUse) {
    return bind(
        new Target(
            target.name(), target.options(), target.nativeSections().keySet(), target::checkNative),
        entries,
        inUse);
  }

  /**
   * The settings of a workload, which has options alone.
   *
   * @param name its name
   * @param options its options
   */
  public Settings bind(
      String name,
      List<OptionSpec> options,
      Map<String, String> entries,
      Collection<String> inUse) {
    return bind(
        new Target(name, options, Set.of(), (section, key) -> Optional.of(List.of())),
        entries,
        inUse);
  }

  /**
   * What is bound to.
   *
   * @param checkNative near misses of a native key of a section; empty if it is known
   */
  private record Target(
      String name,
      List<OptionSpec> options,
      Set<String> nativeSections,
      BiFunction<String, String, Optional<List<String>>> checkNative) {}

  private Settings bind(Target target, Map<String, String> entries, Collection<String> inUse) {
    Map<String, OptionSpec> specs =
        target.options().stream().collect(Collectors.toMap(OptionSpec::name, Function.identity()));
    Map<String, ConfigValue> options = new HashMap<>();
    Map<String, Map<String, ConfigValue>> natives = new HashMap<>();
    for (OptionSpec spec : specs.values()) {
      spec.defaultValue()
          .map(text -> checked(spec, setting(target, spec.name()), ConfigValue.plain(text)))
          .ifPresent(value -> options.put(spec.name(), value));
    }
    for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
      String plugin = plugin(target, entry.getKey(), entry.getValue(), inUse);
      if (!plugin.equals(target.name())) {
        continue;
      }
      String key = entry.getKey().substring(plugin.length() + 1);
      String setting = setting(target, key);
      int dot = key.indexOf('.');
      if (dot < 0) {
        OptionSpec spec = option(target, specs, setting, key, entry.getValue());
        options.put(key, checked(spec, setting, values.read(setting, entry.getValue())));
      } else {
        String section = key.substring(0, dot);
        String nativeKey = key.substring(dot + 1);
        checkNative(target, setting, section, nativeKey, entry.getValue());
        natives
            .computeIfAbsent(section, unused -> new HashMap<>())
            .put(nativeKey, values.read(setting, entry.getValue()));
      }
    }
    return new Settings(options, natives);
  }

  private static String setting(Target target, String key) {
    return "--set " + target.name() + "." + key;
  }

  private static String plugin(Target target, String key, String value, Collection<String> inUse) {
    TreeSet<String> known = new TreeSet<>(inUse);
    known.add(target.name());
    int dot = key.indexOf('.');
    String plugin = dot < 0 ? key : key.substring(0, dot);
    if (!known.contains(plugin)) {
      throw new SettingException(
          "--set " + key,
          shown(value),
          "a key that begins with a plugin of this run: " + String.join(", ", known),
          NearMisses.advice(NearMisses.of(plugin, known)));
    }
    if (dot < 0) {
      throw new SettingException(
          "--set " + key,
          shown(value),
          plugin + ".<option> or " + plugin + ".<section>.<native key>",
          "");
    }
    return plugin;
  }

  private static OptionSpec option(
      Target target, Map<String, OptionSpec> specs, String setting, String name, String value) {
    OptionSpec spec = specs.get(name);
    if (spec != null) {
      return spec;
    }
    if (target.nativeSections().contains(name)) {
      throw new SettingException(
          setting,
          shown(value),
          "a native key of the section " + name,
          "write " + setting + ".<native key>=<value>");
    }
    List<String> known = new ArrayList<>(new TreeSet<>(specs.keySet()));
    throw new SettingException(
        setting,
        shown(value),
        known.isEmpty()
            ? "no option, since " + target.name() + " has none"
            : "one of the options " + String.join(", ", known),
        NearMisses.advice(NearMisses.of(name, known)));
  }

  private static void checkNative(
      Target target, String setting, String section, String key, String value) {
    TreeSet<String> sections = new TreeSet<>(target.nativeSections());
    if (!sections.contains(section)) {
      throw new SettingException(
          setting,
          shown(value),
          sections.isEmpty()
              ? "no native setting, since " + target.name() + " passes none through"
              : "one of the sections " + String.join(", ", sections),
          NearMisses.advice(NearMisses.of(section, sections)));
    }
    Optional<List<String>> unknown =
        key.isEmpty() ? Optional.of(List.of()) : target.checkNative().apply(section, key);
    if (unknown.isPresent()) {
      throw new SettingException(
          setting,
          shown(value),
          "a key that " + target.name() + " knows in the section " + section,
          NearMisses.advice(unknown.get()));
    }
  }

  private static ConfigValue checked(OptionSpec spec, String setting, ConfigValue value) {
    boolean secret = spec.secret() || value.secret();
    try {
      return new ConfigValue(checkedText(spec, setting, value.value()), secret);
    } catch (SettingException e) {
      if (!secret) {
        throw e;
      }
      // The exception at hand holds the secret in its message: it is not even kept as a cause.
      throw new SettingException(
          setting, ConfigValue.MASK, "a value of the kind " + spec.type(), spec.help());
    }
  }

  private static String checkedText(OptionSpec spec, String setting, String text) {
    switch (spec.type()) {
      case INTEGER -> {
        if (!isLong(text)) {
          throw new SettingException(setting, text, "a whole number", spec.help());
        }
        return text;
      }
      case NUMBER -> {
        if (!isDecimal(text)) {
          throw new SettingException(setting, text, "a number such as 0.5", spec.help());
        }
        return text;
      }
      case BOOLEAN -> {
        if (!text.equals("true") && !text.equals("false")) {
          throw new SettingException(setting, text, "true or false", "");
        }
        return text;
      }
      case DURATION -> {
        return Long.toString(Units.duration(setting, text).toNanos());
      }
      case SIZE -> {
        return Long.toString(Units.bytes(setting, text));
      }
      case CHOICE -> {
        if (!spec.allowed().contains(text)) {
          throw new SettingException(
              setting,
              text,
              String.join(", ", spec.allowed()),
              NearMisses.advice(NearMisses.of(text, spec.allowed())));
        }
        return text;
      }
      case STRING -> {
        return text;
      }
    }
    throw new IllegalStateException("option type " + spec.type());
  }

  private static boolean isDecimal(String text) {
    try {
      return Double.isFinite(new BigDecimal(text).doubleValue());
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static boolean isLong(String text) {
    if (!INTEGER.matcher(text).matches()) {
      return false;
    }
    try {
      Long.parseLong(text);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** An entry whose key is unknown may hold a secret under a misspelt name. */
  private static String shown(String value) {
    return value.startsWith("@") || value.startsWith("env:") ? value : ConfigValue.MASK;
  }
}
