/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * A broker plugin's service: stands up local servers or connects to a cluster.
 *
 * <p>Found and called as {@link SystemPlugin} says. Methods other than {@link #launch} and {@link
 * #connect} are pure.
 */
public interface BrokerDriver extends SystemPlugin {
  /** What its system can do. */
  Capabilities capabilities();

  /** The tuple that a level stands for on this system with this many local nodes. */
  Durability durability(DurabilityLevel level, int nodes);

  /** The least local nodes that a level needs. */
  int nodesFor(DurabilityLevel level);

  /**
   * Starts real servers on this machine and waits until they answer.
   *
   * @throws UnavailableException if they do not
   * @throws SettingException if a setting cannot be used
   */
  BrokerCluster launch(LaunchRequest request, ServerHost host);

  /**
   * Connects to servers that run already.
   *
   * @throws UnavailableException if they do not answer within the request's time limit
   * @throws SettingException if a setting cannot be used
   */
  BrokerCluster connect(ConnectRequest request);
}
