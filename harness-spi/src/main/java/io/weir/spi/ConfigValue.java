/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * A setting's text together with whether it may be shown.
 *
 * @param value the literal text
 * @param secret true if the text must never reach results, logs or a terminal
 */
public record ConfigValue(String value, boolean secret) {
  /** What stands in place of a secret. */
  public static final String MASK = "********";

  /** A value that may be shown. */
  public static ConfigValue plain(String value) {
    return new ConfigValue(value, false);
  }

  /** The text if it may be shown, else {@link #MASK}. */
  public String shown() {
    return secret ? MASK : value;
  }

  /** As {@link #shown}: printing a value never gives a secret away. */
  @Override
  public String toString() {
    return shown();
  }
}
