/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A running engine to be used.
 *
 * @param addresses as the user gave them
 * @param slots as {@link EngineLaunch#slots}: an engine without so many to spare is refused
 * @param jobs the plugin's directory of what runs inside the engine, {@code job/}; need not exist
 * @param settings options and native settings
 * @param timeLimit until it must answer
 */
public record EngineConnect(
    List<String> addresses, int slots, Path jobs, Settings settings, Duration timeLimit) {
  public EngineConnect {
    addresses = List.copyOf(addresses);
  }
}
