/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi.testkit;

import io.weir.spi.ConfigValue;
import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hands a driver the default of an option as the harness does: times in ns, sizes in bytes. */
final class BoundDefaults {
  private static final Pattern NUMBER = Pattern.compile("(\\d+)([A-Za-z]*)");
  private static final Map<String, Long> NS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  private BoundDefaults() {}

  /** The defaults of these options, as the harness binds them. */
  static Settings settings(List<OptionSpec> specs) {
    Map<String, ConfigValue> options = new HashMap<>();
    for (OptionSpec option : specs) {
      option
          .defaultValue()
          .map(text -> bound(option.type(), text))
          .ifPresent(text -> options.put(option.name(), ConfigValue.plain(text)));
    }
    return new Settings(options, Map.of());
  }

  static String bound(OptionType type, String text) {
    return switch (type) {
      case DURATION -> text.equals("0") ? "0" : scaled(NS, text);
      case SIZE -> scaled(BYTES, text);
      case STRING, INTEGER, NUMBER, BOOLEAN, CHOICE -> text;
    };
  }

  private static String scaled(Map<String, Long> units, String text) {
    Matcher number = NUMBER.matcher(text);
    if (!number.matches() || !units.containsKey(number.group(2))) {
      throw new AssertionError(
          "the default \"" + text + "\" is no whole number with one of " + units.keySet());
    }
    return String.valueOf(
        Math.multiplyExact(
            Long.parseLong(number.group(1)), units.getOrDefault(number.group(2), 1L)));
  }
}
