/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import io.weir.spi.ArtifactSet;
import io.weir.spi.ServerHost;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * This machine as a place for one run's servers. Everything they write lies in the run's directory:
 * {@code servers/<id>} and {@code logs/<id>.log}.
 *
 * <p>Methods may be called from any thread, {@link #close} also while another thread starts or
 * awaits a server: that call then fails with an {@link UnavailableException}, nothing starts any
 * more, and nothing is left.
 */
public final class LocalHost implements ServerHost, AutoCloseable {
  /** Shared by all servers at the end: brokers flush within it, and a person waits for it. */
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

  private static final Duration POLL = Duration.ofMillis(20);
  private static final int PORT_ATTEMPTS = 1_000;

  /** Ids become file names. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private final Path runDirectory;
  private final MavenArtifacts artifacts;
  private final UnaryOperator<ServerSpec> amendment;
  private final ChildProcesses children;
  private final List<LocalServer> servers = new CopyOnWriteArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final Set<Integer> ports = new HashSet<>();

  /**
   * A host that runs specifications as they are.
   *
   * @param runDirectory the run's; created if it is not there
   * @param artifacts not closed by this host
   */
  public LocalHost(Path runDirectory, MavenArtifacts artifacts) {
    this(runDirectory, artifacts, Watchdog::start, UnaryOperator.identity());
  }

  /**
   * @param runDirectory the run's; created if it is not there
   * @param artifacts not closed by this host
   * @param watchdog asked once, when the first process is started; closed by this host
   * @param amendment applied once to every specification before it is run or started, e.g. to add
   *     JVM flags; must keep id and role
   */
  public LocalHost(
      Path runDirectory,
      MavenArtifacts artifacts,
      Supplier<Watchdog> watchdog,
      UnaryOperator<ServerSpec> amendment) {
    this.runDirectory = runDirectory.toAbsolutePath().normalize();
    this.artifacts = artifacts;
    this.amendment = amendment;
    this.children = new ChildProcesses(watchdog);
  }

  @Override
  public List<Path> resolve(ArtifactSet set) {
    return artifacts.resolve(set);
  }

  @Override
  public int freePort() {
    for (int i = 0; i < PORT_ATTEMPTS; i++) {
      try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        synchronized (ports) {
          if (ports.add(probe.getLocalPort())) {
            return probe.getLocalPort();
          }
        }
      } catch (IOException e) {
        throw new UnavailableException(
            "no free port on the loopback address ("
                + e.getMessage()
                + "); end other programs that hold ports, or widen the range in"
                + " /proc/sys/net/ipv4/ip_local_port_range",
            e);
      }
    }
    throw new UnavailableException(
        "no free port on the loopback address that was not handed out before; end other programs"
            + " that hold ports, or widen the range in /proc/sys/net/ipv4/ip_local_port_range");
  }

  @Override
  public Path directory(String serverId) {
    return create(runDirectory.resolve("servers").resolve(checked(serverId)));
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnavailableException with the exit code and the last log lines
   */
  @Override
  public void run(ServerSpec spec, Duration timeLimit) {
    ServerSpec amended = amendment.apply(spec);
    Path log = logFile(spec.id());
    ProcessGroup program =
        children.start(
            spec.id(),
            CommandLine.of(amended),
            amended.environment(),
            amended.workingDirectory(),
            log);
    boolean ended = program.awaitEnd(timeLimit);
    program.kill();
    if (!ended) {
      throw new UnavailableException(
          subject(spec.id(), spec.role())
              + " did not end within "
              + seconds(timeLimit)
              + " and was killed"
              + LogFile.quote(log));
    }
    if (program.exitCode() != 0) {
      throw new UnavailableException(
          subject(spec.id(), spec.role())
              + " ended with exit code "
              + program.exitCode()
              + LogFile.quote(log));
    }
  }

  @Override
  public LocalServer start(ServerSpec spec) {
    Path log = logFile(spec.id());
    synchronized (ids) {
      if (!ids.add(spec.id())) {
        throw new IllegalArgumentException("server id " + spec.id() + " is used twice");
      }
    }
    boolean started = false;
    try {
      LocalServer server = new LocalServer(amendment.apply(spec), log, children);
      servers.add(server);
      started = true;
      return server;
    } finally {
      if (!started) {
        synchronized (ids) {
          ids.remove(spec.id());
        }
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@code ready} is asked by another thread with the caller's context class loader, one call at
   * a time, so that a call which blocks does not hide the server's death; it is interrupted then.
   */
  @Override
  public void await(
      ServerProcess server, String what, Callable<Boolean> ready, Duration timeLimit) {
    ExecutorService asker =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "await-" + server.id());
              thread.setDaemon(true);
              return thread;
            });
    try {
      await(server, what, ready, timeLimit, asker);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for " + what, e);
    } finally {
      asker.shutdownNow();
    }
  }

  /** The servers that were started, in start order, those that ended included. */
  public List<LocalServer> servers() {
    return List.copyOf(servers);
  }

  /**
   * Ends every process of this host, the youngest first, within a shared grace period, then the
   * watchdog. Closing again waits until the processes are gone.
   */
  @Override
  public void close() {
    children.close(CLOSE_GRACE);
  }

  private void await(
      ServerProcess server,
      String what,
      Callable<Boolean> ready,
      Duration timeLimit,
      ExecutorService asker)
      throws InterruptedException {
    long startNs = System.nanoTime();
    Future<Boolean> answer = asker.submit(ready);
    @Nullable Throwable lastFailure = null;
    while (true) {
      try {
        if (answer.get(POLL.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
        lastFailure = null;
      } catch (TimeoutException e) {
        // Still being asked.
      } catch (ExecutionException e) {
        lastFailure = e.getCause();
        if (lastFailure instanceof Error error) {
          throw error;
        }
      }
      if (children.awaitClosing(answer.isDone() ? POLL : Duration.ZERO)) {
        throw new UnavailableException(
            "the harness is ending; " + server.id() + " was waited for: " + what);
      }
      if (!server.alive()) {
        throw new UnavailableException(
            subject(server.id(), server.role())
                + " "
                + ending(server)
                + " while the harness waited for "
                + what
                + quote(server));
      }
      if (System.nanoTime() - startNs > timeLimit.toNanos()) {
        throw new UnavailableException(
            subject(server.id(), server.role())
                + " is not ready after "
                + seconds(timeLimit)
                + ": waited for "
                + what
                + (lastFailure == null ? "" : " (" + lastFailure + ")")
                + quote(server),
            Objects.requireNonNullElseGet(lastFailure, TimeoutException::new));
      }
      if (answer.isDone()) {
        answer = asker.submit(ready);
      }
    }
  }

  private static String ending(ServerProcess server) {
    return server instanceof LocalServer local ? local.ending() : "ended";
  }

  private static String quote(ServerProcess server) {
    return server instanceof LocalServer local ? LogFile.quote(local.log()) : "";
  }

  private static String subject(String id, String role) {
    return id + " (" + role + ")";
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toNanos() / 1e9);
  }

  private Path logFile(String id) {
    return create(runDirectory.resolve("logs")).resolve(checked(id) + ".log");
  }

  private static String checked(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "server id " + id + " cannot be a file name: allowed are letters, digits, '.', '_', '-'");
    }
    return id;
  }

  private static Path create(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UnavailableException("directory " + directory + " cannot be created: " + e, e);
    }
  }
}
