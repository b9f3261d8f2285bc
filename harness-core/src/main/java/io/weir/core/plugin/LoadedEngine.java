/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.EngineAdapter;

/**
 * A stream engine's adapter that was found.
 *
 * @param name as the user writes it
 * @param origin the plugin
 * @param engine called in the plugin's context
 */
public record LoadedEngine(String name, Origin origin, EngineAdapter engine) {}
