/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import io.weir.spi.SettingException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A driver or engine as the user names it: {@code kafka} or {@code kafka@3.9.1}.
 *
 * @param name the plugin's
 * @param version of the system; empty for the plugin's default
 */
public record NamedSystem(String name, Optional<String> version) {
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._-]*");

  /**
   * Takes a text apart.
   *
   * @throws SettingException if what follows the @ is no version
   */
  public static NamedSystem parse(String setting, String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return new NamedSystem(text, Optional.empty());
    }
    String version = text.substring(at + 1);
    if (!VERSION.matcher(version).matches()) {
      throw new SettingException(setting, text, "NAME or NAME@VERSION such as kafka@3.9.1", "");
    }
    return new NamedSystem(text.substring(0, at), Optional.of(version));
  }
}
