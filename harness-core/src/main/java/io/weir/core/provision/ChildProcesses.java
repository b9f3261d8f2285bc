/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts child processes so that none outlives the harness, whenever and however it ends.
 *
 * <p>A child begins as a shell that waits for a word. Its group is registered with the {@link
 * Watchdog} before the word is given, and only then does it become the program: without the harness
 * the word never comes. Methods may be called from any thread; after {@link #close} nothing starts.
 */
final class ChildProcesses {
  private static final String WRAPPER =
      """
      echo up
      read -r weir_word || exit 1
      exec >>"$1" 2>&1
      shift
      exec "$@" </dev/null
      """;

  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private final Supplier<Watchdog> watchdogs;
  private final Object lock = new Object();
  private final List<ProcessGroup> living = new ArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Watchdog watchdog;
  private boolean closed;

  /**
   * @param watchdogs asked once, when the first child is started
   */
  ChildProcesses(Supplier<Watchdog> watchdogs) {
    this.watchdogs = watchdogs;
  }

  /**
   * Starts a program.
   *
   * @param id for messages
   * @param command program and arguments
   * @param environment added to the harness's own
   * @param directory where it runs
   * @param log what its output is appended to
   * @throws UnavailableException if it cannot be started, or after close
   */
  ProcessGroup start(
      String id, List<String> command, Map<String, String> environment, Path directory, Path log) {
    if (!Files.isDirectory(directory)) {
      throw new UnavailableException(
          id + " cannot be started: its working directory " + directory + " does not exist");
    }
    List<String> wrapped =
        new ArrayList<>(List.of("setsid", "sh", "-c", WRAPPER, "weir", log.toString()));
    wrapped.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(wrapped)
            .directory(directory.toFile())
            .redirectError(Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    // The lock is held for the few milliseconds of a start, so that close sees every child.
    synchronized (lock) {
      if (closed) {
        throw new UnavailableException(id + " cannot be started: the harness is ending");
      }
      if (watchdog == null) {
        watchdog = watchdogs.get();
      }
      return release(id, launch(builder), watchdog);
    }
  }

  /** Waits for the beginning of the end; true if it has begun. */
  boolean awaitClosing(Duration limit) throws InterruptedException {
    return closing.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Ends all children, the youngest first: all are asked at once, and those still there after the
   * grace period are killed. A second caller waits for the first.
   */
  void close(Duration grace) {
    closing.countDown();
    List<ProcessGroup> rest;
    synchronized (lock) {
      closed = true;
      rest = new ArrayList<>(living);
    }
    Collections.reverse(rest);
    rest.forEach(ProcessGroup::terminate);
    long endNs = System.nanoTime() + grace.toNanos();
    for (ProcessGroup group : rest) {
      group.awaitEnd(Duration.ofNanos(Math.max(0, endNs - System.nanoTime())));
    }
    rest.forEach(ProcessGroup::kill);
    synchronized (lock) {
      if (watchdog != null) {
        watchdog.close();
      }
    }
  }

  private static Process launch(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw Shell.missing(e);
    }
  }

  private ProcessGroup release(String id, Process process, Watchdog guard) {
    boolean released = false;
    try (InputStream up = process.getInputStream();
        OutputStream word = process.getOutputStream()) {
      // Its first byte says that the shell runs, hence that it leads a group: signals reach it.
      if (up.read() < 0) {
        throw new IOException("its shell ended at once");
      }
      guard.add(process.pid());
      word.write("go\n".getBytes(StandardCharsets.US_ASCII));
      word.flush();
      released = true;
    } catch (IOException e) {
      throw new UnavailableException(id + " cannot be started: " + e.getMessage(), e);
    } finally {
      if (!released) {
        process.destroyForcibly();
        Shell.awaitEnd(process, END_LIMIT);
        guard.remove(process.pid());
      }
    }
    ProcessGroup group = new ProcessGroup(process, () -> forget(process.pid(), guard));
    living.add(group);
    return group;
  }

  private void forget(long id, Watchdog guard) {
    guard.remove(id);
    synchronized (lock) {
      living.removeIf(group -> group.id() == id && !group.alive());
    }
  }
}
