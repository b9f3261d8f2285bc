/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import io.weir.spi.ArtifactSet;
import io.weir.spi.ServerHost;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;

/** The least host that real servers need: plain child processes, all killed on close. */
final class TestServerHost implements ServerHost, AutoCloseable {
  private final Path root;
  private final List<Child> children = new ArrayList<>();
  private final Set<Integer> ports = new HashSet<>();
  private OptionalInt next = OptionalInt.empty();

  TestServerHost(Path root) {
    this.root = root;
  }

  @Override
  public List<Path> resolve(ArtifactSet artifacts) {
    try (Context context =
        Runtimes.INSTANCE
            .getRuntime()
            .create(ContextOverrides.create().withUserSettings(true).build())) {
      CollectRequest request = new CollectRequest();
      request.setRepositories(context.remoteRepositories());
      artifacts
          .roots()
          .forEach(
              root -> request.addDependency(new Dependency(new DefaultArtifact(root), "runtime")));
      artifacts
          .pins()
          .forEach(
              pin ->
                  request.addManagedDependency(
                      new Dependency(new DefaultArtifact(pin), "runtime")));
      return context
          .repositorySystem()
          .resolveDependencies(
              context.repositorySystemSession(),
              new DependencyRequest(
                  request,
                  (node, parents) ->
                      node.getDependency() == null
                          || !Set.of("test", "provided").contains(node.getDependency().getScope())))
          .getArtifactResults()
          .stream()
          .map(ArtifactResult::getArtifact)
          .map(artifact -> artifact.getFile().toPath())
          .toList();
    } catch (DependencyResolutionException e) {
      throw new UnavailableException(artifacts.name() + " cannot be resolved", e);
    }
  }

  /** Hands this port out next, free or not. */
  synchronized void handOutNext(int port) {
    next = OptionalInt.of(port);
  }

  @Override
  public synchronized int freePort() {
    if (next.isPresent()) {
      int port = next.getAsInt();
      next = OptionalInt.empty();
      return port;
    }
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (ports.add(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public Path directory(String serverId) {
    try {
      return Files.createDirectories(root.resolve(serverId));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void run(ServerSpec spec, Duration timeLimit) {
    Child child = new Child((ServerSpec.Jvm) spec, root.resolve(spec.id() + ".log"));
    try {
      if (!child.process.waitFor(timeLimit.toMillis(), TimeUnit.MILLISECONDS)
          || child.process.exitValue() != 0) {
        throw new UnavailableException(
            spec.id() + " failed: " + String.join("\n", child.logTail(20)));
      }
    } catch (InterruptedException e) {
      throw new UnavailableException("interrupted", e);
    } finally {
      child.kill();
    }
  }

  @Override
  public synchronized ServerProcess start(ServerSpec spec) {
    Child child = new Child((ServerSpec.Jvm) spec, root.resolve(spec.id() + ".log"));
    children.add(child);
    return child;
  }

  @Override
  public void await(
      ServerProcess server, String what, Callable<Boolean> ready, Duration timeLimit) {
    long deadlineNs = System.nanoTime() + timeLimit.toNanos();
    while (!answers(ready)) {
      if (!server.alive() || System.nanoTime() > deadlineNs) {
        throw new UnavailableException(
            server.id() + ", waiting for " + what + ": " + String.join("\n", server.logTail(20)));
      }
      LockSupport.parkNanos(50_000_000);
    }
    if (!server.alive()) {
      throw new UnavailableException(server.id() + " died while waiting for " + what);
    }
  }

  private static boolean answers(Callable<Boolean> ready) {
    try {
      return ready.call();
    } catch (Exception e) {
      return false;
    }
  }

  /** The spec that a server was started with. */
  synchronized ServerSpec.Jvm specOf(String id) {
    return children.stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow().spec;
  }

  @Override
  public synchronized void close() {
    children.forEach(Child::kill);
  }

  private static final class Child implements ServerProcess {
    private final ServerSpec.Jvm spec;
    private final Path log;
    private Process process;

    Child(ServerSpec.Jvm spec, Path log) {
      this.spec = spec;
      this.log = log;
      restart();
    }

    @Override
    public String id() {
      return spec.id();
    }

    @Override
    public String role() {
      return spec.role();
    }

    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public boolean alive() {
      return process.isAlive();
    }

    @Override
    public List<String> logTail(int lines) {
      try {
        List<String> all = Files.readAllLines(log);
        return all.subList(Math.max(0, all.size() - lines), all.size());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void kill() {
      process.destroyForcibly();
      process.onExit().join();
    }

    @Override
    public void stop(Duration grace) {
      process.destroy();
      try {
        process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      kill();
    }

    @Override
    public void pause() {
      throw new UnsupportedOperationException("pause");
    }

    @Override
    public void resume() {
      throw new UnsupportedOperationException("resume");
    }

    @Override
    public void restart() {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(spec.jvmFlags());
      command.add("-cp");
      command.add(spec.classPath().stream().map(Path::toString).collect(Collectors.joining(":")));
      command.add(spec.mainClass());
      command.addAll(spec.arguments());
      try {
        process =
            new ProcessBuilder(command)
                .directory(spec.workingDirectory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
