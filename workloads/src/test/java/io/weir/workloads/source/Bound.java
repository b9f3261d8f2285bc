/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import io.weir.spi.ConfigValue;
import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.Settings;
import io.weir.spi.Workload;
import java.util.Map;
import java.util.TreeMap;

/** Hands a workload its options as the harness does: defaults filled in, times in ns. */
public final class Bound {
  private Bound() {}

  /** Defaults but for {@code option, value, option, value …}. */
  public static Settings settings(Workload workload, String... optionsAndValues) {
    Map<String, String> given = new TreeMap<>();
    for (int i = 0; i < optionsAndValues.length; i += 2) {
      given.put(optionsAndValues[i], optionsAndValues[i + 1]);
    }
    Map<String, ConfigValue> bound = new TreeMap<>();
    for (OptionSpec option : workload.options()) {
      String written = given.remove(option.name());
      String text = written == null ? option.defaultValue().orElse(null) : written;
      if (text != null) {
        bound.put(
            option.name(),
            new ConfigValue(option.type() == OptionType.DURATION ? ns(text) : text, false));
      }
    }
    if (!given.isEmpty()) {
      throw new AssertionError(workload.name() + " has no option " + given.keySet());
    }
    return new Settings(bound, Map.of());
  }

  private static String ns(String text) {
    if (!text.endsWith("ms")) {
      throw new AssertionError(text + " is not in ms");
    }
    return text.substring(0, text.length() - 2) + "000000";
  }
}
