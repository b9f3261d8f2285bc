/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.List;
import java.util.Optional;

/**
 * One option that a plugin understands. The harness binds and checks the value before the plugin
 * sees it, suggests near misses of the name, and prints the option in its help.
 *
 * @param name as the user writes it after {@code --set <plugin>.}, lower case with dashes
 * @param type what the value must parse as
 * @param defaultValue the value when the user gives none; empty for "none"
 * @param allowed for {@link OptionType#CHOICE} the choices; else empty
 * @param help one sentence for the user, with the unit where there is one
 * @param secret true if the value must never be shown or kept
 */
public record OptionSpec(
    String name,
    OptionType type,
    Optional<String> defaultValue,
    List<String> allowed,
    String help,
    boolean secret) {
  public OptionSpec {
    allowed = List.copyOf(allowed);
  }

  /** An option of the given type with a default and no secret. */
  public static OptionSpec of(String name, OptionType type, String defaultValue, String help) {
    return new OptionSpec(name, type, Optional.of(defaultValue), List.of(), help, false);
  }

  /** An option without a default and no secret. */
  public static OptionSpec optional(String name, OptionType type, String help) {
    return new OptionSpec(name, type, Optional.empty(), List.of(), help, false);
  }

  /** A choice among the given values; the first is the default. */
  public static OptionSpec choice(String name, String help, String... allowed) {
    return new OptionSpec(
        name, OptionType.CHOICE, Optional.of(allowed[0]), List.of(allowed), help, false);
  }
}
