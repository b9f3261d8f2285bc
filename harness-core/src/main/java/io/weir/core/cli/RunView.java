/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.run.Progress;
import io.weir.core.run.RunListener;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * Shows a run on standard output as it goes. On a terminal, stages scroll by above a few lines that
 * are redrawn once a second; elsewhere there are plain lines, with figures every few seconds. The
 * variable {@code NO_COLOR} switches colours off, {@code TERM=dumb} the redrawing.
 *
 * <p>Thread contract: any thread may tell it anything, and never waits for the terminal, which may
 * be stopped (Ctrl-S) or slow: a thread of its own writes. {@link #end} waits until everything is
 * written.
 */
final class RunView implements RunListener, AutoCloseable {
  private final PrintWriter out;
  private final Charset charset;
  private final Supplier<Optional<LivePane>> terminal;
  private final PlainFigures plain = new PlainFigures();
  private final BlockingQueue<Runnable> told = new LinkedBlockingQueue<>();
  private final Object drawing = new Object();
  private final Thread thread = new Thread(this::work, "weir-terminal");
  private final long startNs = System.nanoTime();
  private volatile Optional<LivePane> pane = Optional.empty();
  private volatile boolean closed;

  /** Guarded by {@link #told}. */
  private boolean ended;

  /**
   * Shows what it is told.
   *
   * @param out where to
   * @param charset of {@code out}
   * @param terminal asked once, by the thread that writes: how to redraw, if that can be
   */
  RunView(PrintWriter out, Charset charset, Supplier<Optional<LivePane>> terminal) {
    this.out = out;
    this.charset = charset;
    this.terminal = terminal;
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Shows a run on standard output, in whatever way that can.
   *
   * @param out writes to standard output
   * @param environment of the process
   * @param charset of {@code out}
   */
  static RunView on(PrintWriter out, Map<String, String> environment, Charset charset) {
    LiveText text =
        new LiveText(
            environment.getOrDefault("NO_COLOR", "").isEmpty(),
            OutputCharset.shows(charset, LiveText.CHARACTERS));
    return new RunView(
        out,
        charset,
        () ->
            TerminalWindow.ofStandardOutput(environment)
                .map(window -> new LivePane(out, window::size, text)));
  }

  /**
   * Shows a run in plain lines, wherever they go.
   *
   * @param out where to
   * @param charset of {@code out}
   */
  static RunView plain(PrintWriter out, Charset charset) {
    return new RunView(out, charset, Optional::empty);
  }

  @Override
  public void stage(String what) {
    String line =
        String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - startNs) / 1e9, what);
    tell(() -> print(line));
  }

  @Override
  public void second(Progress progress) {
    tell(() -> show(progress));
  }

  /** Returns when everything is written; from then on nothing is redrawn. May be called again. */
  void end() {
    closed = true;
    told.add(RunView::nothing);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end();
  }

  private void tell(Runnable what) {
    synchronized (told) {
      if (!ended) {
        told.add(what);
        return;
      }
    }
    synchronized (drawing) {
      what.run();
    }
  }

  private void work() {
    try {
      // The first line is the same in any case and need not wait for what the terminal is.
      one(told.take());
      pane = terminal.get();
      if (pane.isPresent()) {
        PrintStream standardOut = System.out;
        PrintStream standardErr = System.err;
        try {
          System.setOut(above(standardOut));
          System.setErr(
              TerminalWindow.sharedWithStandardError() ? above(standardErr) : standardErr);
          follow();
        } finally {
          System.out.close();
          System.setOut(standardOut);
          System.setErr(standardErr);
        }
      } else {
        follow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (told) {
        ended = true;
      }
    }
  }

  private void follow() throws InterruptedException {
    while (!over()) {
      one(told.take());
      if (told.isEmpty()) {
        redraw();
      }
    }
    erase();
  }

  /**
   * Another way to the same terminal, whose lines scroll by with the stages instead of being drawn
   * over. Safe for use by any thread.
   */
  PrintStream above(PrintStream stream) {
    return new PrintStream(
        new LineStream(
            lines -> {
              synchronized (drawing) {
                pane.ifPresent(LivePane::erase);
                stream.write(lines, 0, lines.length);
                stream.flush();
              }
              told.add(RunView::nothing);
            }),
        true,
        charset);
  }

  /** Wakes the thread that writes. */
  private static void nothing() {}

  private void one(Runnable what) {
    synchronized (drawing) {
      what.run();
    }
  }

  private boolean over() {
    synchronized (told) {
      ended = closed && told.isEmpty();
      return ended;
    }
  }

  private void show(Progress progress) {
    if (pane.isPresent()) {
      pane.get().add(progress);
    } else {
      plain.line(progress).ifPresent(this::print);
    }
  }

  private void print(String line) {
    pane.ifPresent(LivePane::erase);
    out.println(line);
    out.flush();
  }

  private void redraw() {
    synchronized (drawing) {
      if (!closed) {
        pane.ifPresent(LivePane::draw);
      }
    }
  }

  private void erase() {
    synchronized (drawing) {
      pane.ifPresent(LivePane::erase);
      pane = Optional.empty();
    }
  }
}
