/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.OptionSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a driver or engine says of itself.
 *
 * @param name as the user writes it
 * @param description one line
 * @param origin the plugin
 * @param defaultVersion of the system, launched when the user names none
 * @param options in the plugin's order
 * @param nativeSections by name, with what each is for
 */
public record SystemFacts(
    String name,
    String description,
    Origin origin,
    String defaultVersion,
    List<OptionSpec> options,
    Map<String, String> nativeSections) {
  public SystemFacts {
    options = List.copyOf(options);
    nativeSections = new TreeMap<>(nativeSections);
  }
}
