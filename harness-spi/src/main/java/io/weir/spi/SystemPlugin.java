/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a plugin's service for a system, a broker or a stream engine, says of itself before anything
 * starts. Implemented as {@link BrokerDriver} or {@link EngineAdapter}.
 *
 * <p>Found by {@link java.util.ServiceLoader}; must have a public constructor without parameters
 * that does nothing. All methods here are pure, need no network and no servers, and may be called
 * from any thread. The context class loader is the plugin's own during every call.
 */
public interface SystemPlugin {
  /**
   * The name that the user calls it by, also in {@code --set <name>.}: lower case letters, digits
   * and dashes, beginning with a letter.
   */
  String name();

  /** One line for a list of plugins. */
  String description();

  /** The version of the system that is launched when the user names none. */
  String defaultVersion();

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

  /**
   * What must be resolved before local servers of a version are launched, so that it can be fetched
   * ahead; empty if nothing must be.
   */
  List<ArtifactSet> artifacts(String version);
}
