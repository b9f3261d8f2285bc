/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServerTest {
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
  void leadsAProcessGroupOfItsOwn() {
    ServerProcess server = startAndAwaitOutput("one", Specs.STUBBORN_FAMILY);
    assertThat(ProcessGroup.members(server.pid())).contains(server.pid()).hasSizeGreaterThan(2);
    server.kill();
  }

  @Test
  void killEndsTheWholeFamily() {
    ServerProcess server = startAndAwaitOutput("one", Specs.STUBBORN_FAMILY);
    server.kill();
    assertThat(server.alive()).isFalse();
    assertThat(ProcessGroup.members(server.pid())).isEmpty();
  }

  @Test
  void killEndsAPausedServer() {
    ServerProcess server = startAndAwaitOutput("one", Specs.STUBBORN_FAMILY);
    server.pause();
    server.kill();
    assertThat(ProcessGroup.members(server.pid())).isEmpty();
  }

  @Test
  void saysThatMemoryRanOut() {
    LocalServer server =
        ended("echo 'Terminating due to java.lang.OutOfMemoryError: Java heap space'; exit 3");
    assertThat(server.ending())
        .isEqualTo("ended with exit code 3 (java.lang.OutOfMemoryError: Java heap space)");
  }

  @Test
  void saysThatItWasKilled() {
    assertThat(ended("kill -s KILL $$").ending())
        .startsWith("ended with exit code 137 (SIGKILL")
        .contains("want of memory");
  }

  @Test
  void saysNoMoreThanItKnows() {
    assertThat(ended("echo bye; exit 2").ending()).isEqualTo("ended with exit code 2");
  }

  private LocalServer ended(String script) {
    host.start(Specs.shell("one", directory, script));
    LocalServer server = host.servers().get(0);
    assertThat(Eventually.holds(() -> !server.alive())).isTrue();
    return server;
  }

  @Test
  void stopLetsItEndByItself() {
    ServerProcess server = startAndAwaitOutput("one", Specs.POLITE);
    server.stop(LONG);
    assertThat(server.logTail(10)).startsWith("running").endsWith("bye");
    assertThat(server.alive()).isFalse();
  }

  @Test
  void stopKillsAfterTheGracePeriod() {
    ServerProcess server = startAndAwaitOutput("one", Specs.STUBBORN_FAMILY);
    server.stop(Duration.ofMillis(50));
    assertThat(ProcessGroup.members(server.pid())).isEmpty();
  }

  @Test
  void stopOfAPausedServerLetsItEndByItself() {
    ServerProcess server = startAndAwaitOutput("one", Specs.POLITE);
    server.pause();
    server.stop(LONG);
    assertThat(server.logTail(10)).startsWith("running").endsWith("bye");
  }

  @Test
  void pauseAndResumeHoldForTheWholeFamily() {
    ServerProcess server =
        startAndAwaitOutput("one", "sleep 1000 & sleep 1000 & echo running; wait");
    assertThat(ProcessGroup.members(server.pid())).hasSize(3);
    server.pause();
    assertThat(Eventually.holds(() -> familyIs(server, "T"))).isTrue();
    server.resume();
    assertThat(Eventually.holds(() -> familyIs(server, "S"))).isTrue();
  }

  @Test
  void pauseAllReturnsWhenNoProcessOfAnyServerRuns() {
    LocalServer one = (LocalServer) startAndAwaitOutput("one", Specs.STUBBORN_FAMILY);
    LocalServer two = (LocalServer) startAndAwaitOutput("two", Specs.STUBBORN_FAMILY);
    LocalServer ended = (LocalServer) startAndAwaitOutput("three", "echo running");
    assertThat(Eventually.holds(() -> !ended.alive())).isTrue();
    assertThat(LocalServer.pauseAll(List.of(one, two, ended), LONG)).isTrue();
    assertThat(familyIs(one, "T")).isTrue();
    assertThat(familyIs(two, "T")).isTrue();
    one.resume();
    assertThat(Eventually.holds(() -> familyIs(one, "S"))).isTrue();
    assertThat(familyIs(two, "T")).isTrue();
  }

  @Test
  void whatAServerLeavesBehindIsKilled() {
    ServerProcess server =
        host.start(Specs.shell("one", directory, "sleep 1000 & sleep 1000 & exit 3"));
    assertThat(Eventually.holds(() -> !server.alive())).isTrue();
    assertThat(Eventually.holds(() -> ProcessGroup.members(server.pid()).isEmpty())).isTrue();
  }

  @Test
  void operationsOnAServerThatEndedDoNothing() {
    ServerProcess server = startAndAwaitOutput("one", "echo running");
    assertThat(Eventually.holds(() -> !server.alive())).isTrue();
    server.pause();
    server.resume();
    server.stop(LONG);
    server.kill();
    assertThat(server.alive()).isFalse();
  }

  @Test
  void restartRunsTheSameSpecificationAndAppendsToTheLog() {
    Path work = host.directory("one");
    ServerSpec spec =
        new ServerSpec.Native(
            "one",
            "tester",
            Path.of("/bin/sh"),
            List.of("-c", "echo $WEIR_TEST $PWD $1; exec sleep 1000", "sh", "an argument"),
            Map.of("WEIR_TEST", "variable"),
            work);
    ServerProcess server = host.start(spec);
    String line = "variable " + work + " an argument";
    assertThat(Eventually.holds(() -> server.logTail(10).equals(List.of(line)))).isTrue();
    long first = server.pid();
    assertThatThrownBy(server::restart).isInstanceOf(IllegalStateException.class);

    server.kill();
    server.restart();

    assertThat(server.pid()).isNotEqualTo(first);
    assertThat(server.alive()).isTrue();
    assertThat(Eventually.holds(() -> server.logTail(10).equals(List.of(line, line)))).isTrue();
    assertThat(host.servers()).hasSize(1);
  }

  @Test
  void logTailGivesTheLastLinesOldestFirst() {
    ServerProcess server = startAndAwaitOutput("one", "seq 1 100000; echo running >&2; sleep 1000");
    assertThat(Eventually.holds(() -> server.logTail(1).equals(List.of("running")))).isTrue();
    assertThat(server.logTail(3)).containsExactly("99999", "100000", "running");
    assertThat(server.logTail(0)).isEmpty();
  }

  @Test
  void anArgumentReachesTheProgramLiterally() {
    String odd = "a  b 'c' \"d\" $HOME `x` * \\ \n-e";
    ServerSpec spec =
        new ServerSpec.Native(
            "one", "tester", Path.of("printf"), List.of("%s", odd), Map.of(), directory);
    host.run(spec, LONG);
    assertThat(LogFile.tail(directory.resolve("logs/one.log"), 10))
        .containsExactlyElementsOf(odd.lines().toList());
  }

  private ServerProcess startAndAwaitOutput(String id, String script) {
    ServerProcess server = host.start(Specs.shell(id, directory, script));
    assertThat(Eventually.holds(() -> !server.logTail(1).isEmpty())).isTrue();
    return server;
  }

  private static boolean familyIs(ServerProcess server, String state) {
    return ProcessGroup.members(server.pid()).stream()
        .allMatch(pid -> ProcFiles.state(pid).equals(state));
  }
}
