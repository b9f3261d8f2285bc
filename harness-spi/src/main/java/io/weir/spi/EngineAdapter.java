/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Map;

/**
 * A stream engine plugin's service: stands up an engine on this machine or connects to one. Found
 * and called as {@link SystemPlugin} says. Methods other than {@link #launch} and {@link #connect}
 * are pure.
 */
public interface EngineAdapter extends SystemPlugin {
  /**
   * Whether the engine can do what is asked. Pure: the answer depends on the request alone. A
   * reason reads as a clause of its own, such as "there is no Pulsar connector for Arroyo".
   *
   * @param request what is settled so far; a part that is not is not to be judged
   */
  Support supports(EngineRequest request);

  /** The dialect of {@link Query#text} that it runs. */
  default String dialect() {
    return name();
  }

  /**
   * The faults that can be put on a local engine under load, such as {@code kill-taskmanager}, each
   * with what it does in one line. Lower case letters and dashes.
   */
  default Map<String, String> faults() {
    return Map.of();
  }

  /**
   * Whether a running job can go on with another parallelism ({@link EngineJob#rescale}), and if
   * not, why.
   */
  default Support rescales() {
    return Support.no(name() + " cannot change the parallelism of a running job here");
  }

  /**
   * Starts a real engine on this machine and waits until it takes jobs. May run beside the start of
   * the brokers: nothing of them is known yet.
   *
   * @throws UnavailableException if it does not
   * @throws SettingException if a setting cannot be used
   */
  EngineCluster launch(EngineLaunch request, ServerHost host);

  /**
   * Connects to an engine that runs already. One that runs elsewhere may need a process of its own
   * on this machine, such as a driver that plans its jobs; it is started by the host.
   *
   * @param host for such helpers alone
   * @throws UnavailableException if it does not answer within the request's time limit, or is of a
   *     version that the plugin's jobs do not run on
   * @throws SettingException if a setting cannot be used
   */
  EngineCluster connect(EngineConnect request, ServerHost host);
}
