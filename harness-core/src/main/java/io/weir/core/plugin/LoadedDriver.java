/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.BrokerDriver;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A driver that was found.
 *
 * @param name as the user writes it
 * @param directory the plugin's
 * @param version of the plugin; {@code unknown} if its jar does not say
 * @param driver called in the plugin's context: the context class loader is set around every call
 *     into it, its clusters, publishers and subscribers, but for {@link
 *     io.weir.spi.Publisher#publish} and {@link io.weir.spi.Publisher#flush}
 * @param classLoader the plugin's; threads that publish must have it as their context class loader
 */
public record LoadedDriver(
    String name, Path directory, String version, BrokerDriver driver, ClassLoader classLoader) {
  /** The plugin. */
  public Origin origin() {
    return new Origin(Optional.of(directory), version);
  }
}
