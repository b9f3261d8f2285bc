/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.results.Secrets;
import io.weir.spi.UnavailableException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.logging.ConsoleHandler;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

/**
 * Sends everything that the harness and its plugins log (java.util.logging) into the run's
 * harness.log, and nothing to the terminal, not even that a full disk refuses it.
 */
final class HarnessLog implements AutoCloseable {
  private static final Logger ROOT = Logger.getLogger("");

  private final Handler handler;

  private HarnessLog(Handler handler) {
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
      Handler handler =
          new FlushingHandler(
              new BufferedOutputStream(
                  Files.newOutputStream(
                      file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)),
              secrets.masking(new SimpleFormatter()));
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

  /** Each record is with the operating system at once, for whoever reads after a crash. */
  private static final class FlushingHandler extends StreamHandler {
    FlushingHandler(OutputStream out, Formatter formatter) throws IOException {
      super(out, formatter);
      setEncoding(StandardCharsets.UTF_8.name());
      setLevel(Level.INFO);
      setErrorManager(new Quiet());
    }

    @Override
    public synchronized void publish(LogRecord message) {
      super.publish(message);
      flush();
    }
  }

  /** The usual one prints a stack trace to the terminal. */
  private static final class Quiet extends ErrorManager {
    @Override
    public synchronized void error(String message, Exception e, int code) {
      // A log that cannot be written is no reason to end a run that can.
    }
  }
}
