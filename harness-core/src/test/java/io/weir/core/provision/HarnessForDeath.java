/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import io.weir.spi.ServerProcess;
import io.weir.spi.UnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A harness in a JVM of its own, to be killed by {@link HarnessDeathTest}. */
final class HarnessForDeath {
  private HarnessForDeath() {}

  /**
   * Starts servers and waits to be killed.
   *
   * @param arguments what to do, the run's directory, the text that marks the servers
   */
  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[1]);
    String marker = arguments[2];
    LocalHost host = new LocalHost(directory, new MavenArtifacts(directory.resolve("cache")));
    switch (arguments[0]) {
      case "running" -> start(host, directory, marker);
      case "paused" -> start(host, directory, marker).pause();
      case "restarted" -> {
        ServerProcess server = start(host, directory, marker);
        server.kill();
        int before = server.logTail(100).size();
        server.restart();
        host.await(
            server,
            "its output after the restart",
            () -> server.logTail(100).size() > before,
            Duration.ofSeconds(30));
      }
      case "starting" -> {
        for (int i = 0; ; i++) {
          host.start(Specs.shell(marker + "-" + i, directory, Specs.STUBBORN_FAMILY));
          System.out.println("started " + i);
        }
      }
      default -> {
        try {
          start(host, directory, marker);
        } catch (UnavailableException e) {
          System.out.println(e.getMessage());
        }
        return;
      }
    }
    System.out.println("ready");
    while (true) {
      LockSupport.park();
    }
  }

  private static ServerProcess start(LocalHost host, Path directory, String marker) {
    ServerProcess server = host.start(Specs.shell(marker, directory, Specs.STUBBORN_FAMILY));
    host.await(
        server, "its first output", () -> !server.logTail(1).isEmpty(), Duration.ofSeconds(30));
    return server;
  }
}
