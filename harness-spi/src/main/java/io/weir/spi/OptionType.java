/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/** What a plugin option's text must parse as. */
public enum OptionType {
  /** Any text. */
  STRING,
  /** A whole number, in decimal. */
  INTEGER,
  /** A decimal number, such as {@code 0.01}. */
  NUMBER,
  /** {@code true} or {@code false}. */
  BOOLEAN,
  /**
   * A time with its unit: {@code 250us}, {@code 10ms}, {@code 5s}, {@code 2m}, {@code 1h}; handed
   * to the plugin in ns.
   */
  DURATION,
  /**
   * A size with an optional unit: {@code 1024}, {@code 64KiB}, {@code 1MiB}; handed to the plugin
   * in bytes.
   */
  SIZE,
  /** One of {@link OptionSpec#allowed}. */
  CHOICE
}
