/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Properties;
import java.util.stream.Stream;

/** The encoding of what the terminal shows. */
final class OutputCharset {
  private OutputCharset() {}

  /** Standard output's encoding in this process. */
  static Charset current() {
    return of(System.getProperties());
  }

  /**
   * Standard output's encoding. Since Java 18 the default charset is UTF-8 wherever the process
   * runs, so that the locale has to be asked.
   *
   * @param properties the system's
   */
  static Charset of(Properties properties) {
    return Stream.of("stdout.encoding", "native.encoding")
        .map(key -> properties.getProperty(key, ""))
        .filter(OutputCharset::supported)
        .findFirst()
        .map(Charset::forName)
        .orElseGet(Charset::defaultCharset);
  }

  /** True if every character of the text can be shown. */
  static boolean shows(Charset charset, String text) {
    return charset.canEncode() && charset.newEncoder().canEncode(text);
  }

  private static boolean supported(String name) {
    try {
      return !name.isEmpty() && Charset.isSupported(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return false;
    }
  }
}
