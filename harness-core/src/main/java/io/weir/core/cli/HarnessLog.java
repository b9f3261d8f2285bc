/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.results.Secrets;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Sends everything that the harness and its plugins log (java.util.logging) into the run's
 * harness.log, and nothing to the terminal.
 */
final class HarnessLog implements AutoCloseable {
  private static final Logger ROOT = Logger.getLogger("");

  private final FileHandler handler;

  private HarnessLog(FileHandler handler) {
    this.handler = handler;
  }

  /**
   * Starts logging to a file.
   *
   * @param secrets masked in every line
   * @throws UnavailableException if it cannot be written
   */
  static HarnessLog to(Path file, Secrets secrets) {
    // One line a record; the pattern is read when the first formatter is made.
    System.setProperty(
        "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n");
    try {
      FileHandler handler = new FileHandler(file.toString().replace("%", "%%"));
      handler.setFormatter(secrets.masking(new SimpleFormatter()));
      handler.setLevel(Level.INFO);
      silenceTerminal();
      ROOT.addHandler(handler);
      return new HarnessLog(handler);
    } catch (IOException e) {
      throw new UnavailableException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Takes the handler away that writes to the terminal. */
  static void silenceTerminal() {
    for (Handler handler : ROOT.getHandlers()) {
      if (handler instanceof ConsoleHandler) {
        ROOT.removeHandler(handler);
      }
    }
  }

  @Override
  public void close() {
    ROOT.removeHandler(handler);
    handler.close();
  }
}
