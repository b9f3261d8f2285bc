/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.provision.LocalHost;
import io.weir.core.provision.LocalServer;
import io.weir.core.provision.powerloss.Controls;
import io.weir.core.provision.powerloss.PowerLoss;
import io.weir.core.provision.powerloss.Strike;
import io.weir.core.results.PowerLossFacts;
import io.weir.spi.ServerSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The simulated loss of power of one trial: its controls, its baseline, its strike, and what is to
 * be kept of them. One thread.
 */
public final class PowerLossRig {
  private final PowerLoss powerLoss;
  private final LocalHost controlsHost;
  private final ServerData data;
  private PowerLossFacts facts =
      new PowerLossFacts(List.of(), List.of(), Map.of(), PowerLoss.MODEL);

  /**
   * @param powerLoss whose amendment the servers are started with
   * @param controlsHost where the controls run, made with the same amendment; closed by the caller
   * @param data what the servers store
   */
  public PowerLossRig(PowerLoss powerLoss, LocalHost controlsHost, ServerData data) {
    this.powerLoss = powerLoss;
    this.controlsHost = controlsHost;
    this.data = data;
  }

  /**
   * Runs the controls.
   *
   * @param servers that the finding will be about; they may run already
   */
  void runControls(List<LocalServer> servers) {
    Optional<Path> javaHome =
        servers.stream()
            .map(LocalServer::spec)
            .filter(ServerSpec.Jvm.class::isInstance)
            .map(ServerSpec.Jvm.class::cast)
            .findFirst()
            .flatMap(ServerSpec.Jvm::javaHome);
    Controls controls = powerLoss.controls(controlsHost, javaHome);
    facts =
        new PowerLossFacts(
            controls.controls().stream()
                .map(
                    c ->
                        new PowerLossFacts.Control(
                            c.kind(),
                            c.forcesFirst(),
                            c.acknowledged(),
                            c.expectedLost(),
                            c.lost()))
                .toList(),
            controls.anomalies(),
            Map.of(),
            PowerLoss.MODEL);
  }

  /** All that is there now is on disk. After topics are made, before load. */
  void baseline() {
    powerLoss.baseline(data.directories());
  }

  /** Ends all servers at once and takes away what they had not forced. */
  void strike(List<LocalServer> servers) {
    Strike strike = powerLoss.strike(servers, data.directories());
    Map<String, PowerLossFacts.Damage> damage = new TreeMap<>();
    strike
        .damage()
        .forEach(
            (server, d) ->
                damage.put(
                    server,
                    new PowerLossFacts.Damage(
                        d.files(),
                        d.filesCut(),
                        d.bytesTaken(),
                        d.filesMapped(),
                        d.filesExempt(),
                        d.bytesExempt())));
    facts = facts.struck(strike.anomalies(), damage);
  }

  /** What is known so far. */
  PowerLossFacts facts() {
    return facts;
  }
}
