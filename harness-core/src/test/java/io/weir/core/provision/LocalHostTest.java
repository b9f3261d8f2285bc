/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalHostTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;
  private LocalHost host;

  @BeforeEach
  void open() {
    host = new LocalHost(directory, new MavenArtifacts(directory.resolve("cache")));
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void freePortsAreUsableAndNeverHandedOutTwice() throws IOException {
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      assertThat(ports.add(host.freePort())).isTrue();
    }
    int port = host.freePort();
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(socket.getLocalPort()).isEqualTo(port);
    }
  }

  @Test
  void directoriesLieInTheRunsAndAreKept() throws IOException {
    Path first = host.directory("kafka-1");
    Files.writeString(first.resolve("meta"), "x");
    assertThat(host.directory("kafka-1")).isEqualTo(first);
    assertThat(first).isEqualTo(directory.resolve("servers/kafka-1"));
    assertThat(first.resolve("meta")).exists();
    assertThatThrownBy(() -> host.directory("../x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("../x");
  }

  @Test
  void runSucceedsWithExitCodeZero() {
    host.run(Specs.shell("format", directory, "echo done"), LONG);
    assertThat(directory.resolve("logs/format.log")).hasContent("done");
  }

  @Test
  void aFailedRunSaysItsExitCodeAndLastLogLines() {
    assertThatThrownBy(
            () -> host.run(Specs.shell("format", directory, "echo no disk >&2; exit 7"), LONG))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("format (tester)")
        .hasMessageContaining("exit code 7")
        .hasMessageContaining("no disk");
  }

  @Test
  void aRunThatTakesTooLongIsKilled() {
    assertThatThrownBy(
            () ->
                host.run(
                    Specs.shell("format", directory, "sleep 1000 & exec sleep 1000"),
                    Duration.ofMillis(100)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("did not end within 0.1 s");
    assertThat(host.servers()).isEmpty();
  }

  @Test
  void awaitEndsWhenTheServerAnswers() {
    ServerProcess server = host.start(Specs.shell("one", directory, Specs.POLITE));
    AtomicInteger asked = new AtomicInteger();
    host.await(
        server,
        "the third answer",
        () -> {
          if (asked.incrementAndGet() == 1) {
            throw new IOException("refused");
          }
          return asked.get() == 3;
        },
        LONG);
    assertThat(asked).hasValue(3);
  }

  @Test
  void awaitEndsWhenTheServerDies() {
    ServerProcess server =
        host.start(Specs.shell("one", directory, "seq 1 20; echo port taken; exit 2"));
    assertThatThrownBy(() -> host.await(server, "its metadata", () -> false, LONG))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("one (tester) ended with exit code 2")
        .hasMessageContaining("its metadata")
        .hasMessageContaining("port taken")
        .hasMessageContaining("\n  12\n")
        .hasMessageNotContaining("\n  11\n");
  }

  @Test
  void theReasonIsQuotedThoughAStackTraceFollowsIt() {
    ServerProcess server =
        host.start(
            Specs.shell(
                "one",
                directory,
                "echo 'Exception: bad value'; for i in $(seq 1 50); do"
                    + " printf '\\tat org.Frame.of(Frame.java:%d)\\n' $i; done; exit 1"));
    assertThatThrownBy(() -> host.await(server, "its metadata", () -> false, LONG))
        .hasMessageContaining("\n  Exception: bad value")
        .hasMessageNotContaining("Frame");
  }

  @Test
  void awaitNoticesADeathWhileTheQuestionBlocks() {
    ServerProcess server = host.start(Specs.shell("one", directory, "sleep 0.1; exit 2"));
    CountDownLatch never = new CountDownLatch(1);
    CompletableFuture<String> asker = new CompletableFuture<>();
    assertThatThrownBy(
            () ->
                host.await(
                    server,
                    "an answer",
                    () -> {
                      try {
                        return never.await(1, TimeUnit.HOURS);
                      } catch (InterruptedException e) {
                        asker.complete("interrupted");
                        throw e;
                      }
                    },
                    LONG))
        .hasMessageContaining("ended with exit code 2");
    assertThat(asker.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo("interrupted");
  }

  @Test
  void awaitSaysWhatItWaitedForWhenTimeRunsOut() {
    ServerProcess server = host.start(Specs.shell("one", directory, "echo booting; sleep 1000"));
    assertThat(Eventually.holds(() -> !server.logTail(1).isEmpty())).isTrue();
    assertThatThrownBy(
            () ->
                host.await(
                    server,
                    "its port",
                    () -> {
                      throw new IOException("connection refused");
                    },
                    Duration.ofMillis(100)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("one (tester) is not ready after 0.1 s")
        .hasMessageContaining("its port")
        .hasMessageContaining("connection refused")
        .hasMessageContaining("booting");
  }

  @Test
  void awaitAsksWithTheCallersContextClassLoader() {
    ServerProcess server = host.start(Specs.shell("one", directory, Specs.POLITE));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    ClassLoader plugin = new ClassLoader(before) {};
    Thread.currentThread().setContextClassLoader(plugin);
    try {
      host.await(
          server,
          "the plugin's class loader",
          () -> Thread.currentThread().getContextClassLoader() == plugin,
          LONG);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void aMissingProgramIsNamed() {
    ServerSpec spec =
        new ServerSpec.Native(
            "one", "tester", Path.of("/nowhere/broker"), List.of(), Map.of(), directory);
    assertThatThrownBy(() -> host.start(spec))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("/nowhere/broker");
    assertThatThrownBy(
            () -> host.start(Specs.shell("one", directory.resolve("missing"), Specs.POLITE)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("missing does not exist");
  }

  @Test
  void anIdIsUsedOnce() {
    host.start(Specs.shell("one", directory, Specs.POLITE));
    assertThatThrownBy(() -> host.start(Specs.shell("one", directory, Specs.POLITE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theAmendmentReachesEveryJvm() {
    UnaryOperator<ServerSpec> printVersion =
        spec -> {
          ServerSpec.Jvm jvm = (ServerSpec.Jvm) spec;
          List<String> flags = new ArrayList<>(jvm.jvmFlags());
          flags.add("-version");
          return new ServerSpec.Jvm(
              jvm.id(),
              jvm.role(),
              jvm.javaHome(),
              jvm.classPath(),
              jvm.mainClass(),
              flags,
              jvm.arguments(),
              jvm.environment(),
              jvm.workingDirectory());
        };
    ServerSpec spec =
        new ServerSpec.Jvm(
            "one",
            "tester",
            Optional.empty(),
            List.of(directory.resolve("a.jar"), directory.resolve("b.jar")),
            "no.such.Main",
            List.of("-Xmx32m", "-XX:+UseSerialGC"),
            List.of("argument"),
            Map.of(),
            directory);
    try (LocalHost amended =
        new LocalHost(
            directory,
            new MavenArtifacts(directory.resolve("cache")),
            Watchdog::start,
            printVersion)) {
      amended.run(spec, LONG);
      ServerProcess server = amended.start(spec);
      assertThat(((LocalServer) server).commandLine())
          .containsExactly(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx32m",
              "-XX:+UseSerialGC",
              "-version",
              "-cp",
              directory.resolve("a.jar") + ":" + directory.resolve("b.jar"),
              "no.such.Main",
              "argument");
    }
  }

  @Test
  void closeStopsPolitelyAndThenNothingStarts() {
    ServerProcess one = host.start(Specs.shell("one", directory, Specs.POLITE));
    ServerProcess two = host.start(Specs.shell("two", directory, Specs.POLITE));
    assertThat(Eventually.holds(() -> !one.logTail(1).isEmpty() && !two.logTail(1).isEmpty()))
        .isTrue();
    host.close();
    assertThat(one.logTail(1)).containsExactly("bye");
    assertThat(two.logTail(1)).containsExactly("bye");
    assertThatThrownBy(one::restart).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> host.start(Specs.shell("three", directory, Specs.POLITE)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("the harness is ending");
    host.close();
  }

  @Test
  void closeEndsAnAwait() {
    ServerProcess server = host.start(Specs.shell("one", directory, Specs.POLITE));
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<Void> closer =
        CompletableFuture.runAsync(
            () -> {
              try {
                asked.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              host.close();
            });
    assertThatThrownBy(
            () ->
                host.await(
                    server,
                    "an answer",
                    () -> {
                      asked.countDown();
                      return false;
                    },
                    LONG))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("the harness is ending");
    closer.join();
    assertThat(server.alive()).isFalse();
  }

  @Test
  void closeDuringStartsLeavesNothing() {
    String marker = "close-race-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    CountDownLatch some = new CountDownLatch(3);
    CompletableFuture<Throwable> starter =
        CompletableFuture.supplyAsync(
            () -> {
              for (int i = 0; ; i++) {
                try {
                  host.start(Specs.shell(marker + "-" + i, directory, "sleep 1000; :"));
                  some.countDown();
                } catch (UnavailableException e) {
                  return e;
                }
              }
            });
    assertThat(Eventually.holds(() -> some.getCount() == 0)).isTrue();
    host.close();
    assertThat(starter.join()).hasMessageContaining("the harness is ending");
    assertThat(ProcFiles.withArgument(marker)).isEmpty();
  }
}
