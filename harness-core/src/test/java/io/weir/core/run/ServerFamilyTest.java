/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.measure.SampledProcess;
import io.weir.core.provision.LocalHost;
import io.weir.core.provision.LocalServer;
import io.weir.core.provision.MavenArtifacts;
import io.weir.spi.ServerSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerFamilyTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void whatAServerStartedBelongsToItAndKeepsItsName() {
    try (LocalHost host =
        new LocalHost(directory, new MavenArtifacts(directory.resolve("cache")))) {
      LocalServer server =
          host.start(
              new ServerSpec.Native(
                  "worker",
                  "tester",
                  Path.of("sh"),
                  List.of("-c", "sleep 1000 & sleep 1000 & wait"),
                  Map.of(),
                  directory));
      host.await(
          server, "children", () -> ServerFamily.descendants(server.pid()).size() == 2, LONG);
      ServerFamily family = new ServerFamily();
      List<SampledProcess> members = family.members(List.of(server));
      assertThat(members)
          .extracting(SampledProcess::entity)
          .containsExactly("worker", "worker.1", "worker.2");
      long killed = members.get(1).pid();
      CpuOfProcesses before = CpuOfProcesses.now(List.of(server));
      assertThat(before.since(CpuOfProcesses.now(List.of(server)))).isPresent();
      assertThat(before.seconds().keySet())
          .isEqualTo(Set.of(server.pid(), killed, members.get(2).pid()));
      ProcessHandle.of(killed).orElseThrow().destroyForcibly();
      host.await(
          server, "one child", () -> ServerFamily.descendants(server.pid()).size() == 1, LONG);
      assertThat(family.members(List.of(server))).containsExactly(members.get(0), members.get(2));
      assertThat(before.since(CpuOfProcesses.now(List.of(server)))).isEmpty();
      server.kill();
      assertThat(family.members(List.of(server))).isEmpty();
    }
  }

  @Test
  void onlyChildrenCarryAServersName() {
    assertThat(ServerFamily.isOf("worker-1", "worker-1")).isTrue();
    assertThat(ServerFamily.isOf("worker-1.3", "worker-1")).isTrue();
    assertThat(ServerFamily.isOf("worker-11", "worker-1")).isFalse();
  }
}
