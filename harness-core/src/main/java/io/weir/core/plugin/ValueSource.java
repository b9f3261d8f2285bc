/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.ConfigValue;
import io.weir.spi.SettingException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a value comes from: {@code @file} is the file's content without its last line end, {@code
 * env:NAME} a variable's; both are secret, so that secrets stay out of the process list. Anything
 * else is the value itself. Immutable.
 */
final class ValueSource {
  private final Map<String, String> environment;

  ValueSource(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The value that a text stands for.
   *
   * @throws SettingException if the file or variable is not there
   */
  ConfigValue read(String setting, String written) {
    if (written.startsWith("@")) {
      return new ConfigValue(file(setting, written), true);
    }
    if (written.startsWith("env:")) {
      return new ConfigValue(variable(setting, written), true);
    }
    return ConfigValue.plain(written);
  }

  private String variable(String setting, String written) {
    String name = written.substring("env:".length());
    String value = environment.get(name);
    if (value == null) {
      throw new SettingException(
          setting,
          written,
          "env: and the name of a variable that is set",
          name.isEmpty() ? "" : "set it with: export " + name + "=...");
    }
    return value;
  }

  private static String file(String setting, String written) {
    String name = written.substring(1);
    try {
      String content = Files.readString(Path.of(name));
      if (content.endsWith("\r\n")) {
        return content.substring(0, content.length() - 2);
      }
      return content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
    } catch (CharacterCodingException e) {
      throw unreadable(setting, written, "it is not UTF-8 text", e);
    } catch (IOException e) {
      String reason = Files.exists(Path.of(name)) ? "it cannot be read" : "there is no such file";
      throw unreadable(setting, written, reason, e);
    } catch (InvalidPathException e) {
      throw unreadable(setting, written, "this is no file name", e);
    }
  }

  private static SettingException unreadable(
      String setting, String written, String reason, Exception cause) {
    SettingException exception =
        new SettingException(setting, written, "@ and the name of a readable text file", reason);
    exception.initCause(cause);
    return exception;
  }
}
