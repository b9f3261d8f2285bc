/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.ArtifactSet;
import io.weir.spi.ServerHost;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import io.weir.spi.UnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FlinkClusterTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final RestPeer peer = new RestPeer();
  private final FlinkRest rest = peer.rest();
  private final List<String> done = new ArrayList<>();
  private final Server jobManager = new Server("jobmanager");
  private final Server first = new Server("taskmanager-1");
  private final Server second = new Server("taskmanager-2");

  @AfterEach
  void close() {
    rest.close();
    peer.close();
  }

  private FlinkCluster cluster(boolean local) {
    LocalServers servers =
        new LocalServers(
            new Host(),
            jobManager,
            Map.of(),
            List.of(
                new LocalServers.Worker(first, 7001, Map.of()),
                new LocalServers.Worker(second, 7002, Map.of())),
            2,
            rest);
    return new FlinkCluster(
        rest, Path.of("job"), local ? Optional.of(servers) : Optional.empty(), "1.20.3");
  }

  private void registered(String firstId, int firstFree, String secondId, int secondFree) {
    peer.json(
        "GET /taskmanagers",
        200,
        "{\"taskmanagers\":["
            + worker(firstId, 7001, firstFree)
            + ","
            + worker(secondId, 7002, secondFree)
            + "]}");
  }

  private static String worker(String id, int dataPort, int free) {
    return "{\"id\":\"%s\",\"dataPort\":%d,\"slotsNumber\":2,\"freeSlots\":%d}"
        .formatted(id, dataPort, free);
  }

  @Test
  void aFaultEndsTheBusiestTaskManagerAndRecoveryStartsItAlone() {
    registered("a", 1, "b", 0);
    FlinkCluster cluster = cluster(true);
    assertThat(cluster.strike(FlinkAdapter.KILL_TASK_MANAGER)).containsExactly("taskmanager-2");
    assertThat(second.alive()).isFalse();
    // Ended of itself: not for the recovery from a fault to hide.
    first.alive = false;
    second.onRestart = () -> registered("a", 0, "c", 2);
    cluster.recover(LIMIT);
    assertThat(done).containsExactly("kill taskmanager-2", "restart taskmanager-2");
  }

  @Test
  void anAnswerThatIsLostDoesNotEndARecovery() {
    registered("a", 1, "b", 0);
    FlinkCluster cluster = cluster(true);
    cluster.strike(FlinkAdapter.KILL_TASK_MANAGER);
    peer.replies(
        "GET /taskmanagers",
        r -> {
          registered("a", 1, "b", 0);
          return new RestPeer.Reply(503, "{\"errors\":[\"busy\"]}");
        });
    second.onRestart = () -> registered("a", 0, "c", 2);
    cluster.recover(LIMIT);
    assertThat(second.alive()).isTrue();
  }

  @Test
  void aFaultWithoutATargetIsOneLine() {
    registered("a", 2, "b", 2);
    assertThatThrownBy(() -> cluster(true).strike(FlinkAdapter.KILL_TASK_MANAGER))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("no TaskManager runs a task");
    assertThatThrownBy(() -> cluster(false).strike(FlinkAdapter.KILL_TASK_MANAGER))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("no servers of the harness's own");
    assertThat(done).isEmpty();
  }

  /** A server that notes what is done to it. */
  private final class Server implements ServerProcess {
    private final String id;
    private boolean alive = true;
    private Runnable onRestart = () -> {};

    Server(String id) {
      this.id = id;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public String role() {
      return "server";
    }

    @Override
    public long pid() {
      return 1;
    }

    @Override
    public boolean alive() {
      return alive;
    }

    @Override
    public List<String> logTail(int lines) {
      return List.of();
    }

    @Override
    public void kill() {
      done.add("kill " + id);
      alive = false;
    }

    @Override
    public void stop(Duration grace) {
      done.add("stop " + id);
    }

    @Override
    public void pause() {
      done.add("pause " + id);
    }

    @Override
    public void resume() {
      done.add("resume " + id);
    }

    @Override
    public void restart() {
      done.add("restart " + id);
      alive = true;
      onRestart.run();
    }
  }

  /** Asks once what is waited for. */
  private static final class Host implements ServerHost {
    @Override
    public List<Path> resolve(ArtifactSet artifacts) {
      throw new AssertionError("nothing is to be resolved");
    }

    @Override
    public int freePort() {
      throw new AssertionError("no port is needed");
    }

    @Override
    public Path directory(String serverId) {
      throw new AssertionError("no directory is needed");
    }

    @Override
    public void run(ServerSpec spec, Duration timeLimit) {
      throw new AssertionError("nothing is to be run");
    }

    @Override
    public ServerProcess start(ServerSpec spec) {
      throw new AssertionError("no server is to be started anew");
    }

    @Override
    public void await(
        ServerProcess server, String what, Callable<Boolean> ready, Duration timeLimit) {
      try {
        if (!ready.call()) {
          throw new UnavailableException("waited in vain for " + what);
        }
      } catch (UnavailableException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
