/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A broker plugin's service: stands up local servers or connects to a cluster.
 *
 * <p>Found by {@link java.util.ServiceLoader}; must have a public constructor without parameters
 * that does nothing. Methods other than {@link #launch} and {@link #connect} are pure. The context
 * class loader is the plugin's own during every call.
 */
public interface BrokerDriver {
  /** The name after {@code --driver}; lower case. */
  String name();

  /** One line for a list of drivers. */
  String description();

  /** The version of the system that is launched when the user names none. */
  String defaultVersion();

  Capabilities capabilities();

  /** The options it understands. */
  List<OptionSpec> options();

  /** Sections of native settings it passes through, with what each is for. */
  Map<String, String> nativeSections();

  /**
   * Checks a native setting's key.
   *
   * @return near misses if the key is not known to the system: an empty optional means the key is
   *     fine; a present one carries suggestions, perhaps none
   */
  Optional<List<String>> checkNative(String section, String key);

  /** The tuple that a level stands for on this system with this many local nodes. */
  Durability durability(DurabilityLevel level, int nodes);

  /** The least local nodes that a level needs. */
  int nodesFor(DurabilityLevel level);

  /** What must be resolved before {@link #launch}, so that it can be fetched ahead. */
  List<ArtifactSet> artifacts(String version);

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
