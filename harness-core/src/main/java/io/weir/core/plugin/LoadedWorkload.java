/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.Workload;

/**
 * A workload that was found, or is part of the harness.
 *
 * @param name as the user writes it
 * @param origin the plugin, or the harness
 * @param workload called in the plugin's context, its queries too
 */
public record LoadedWorkload(String name, Origin origin, Workload workload) {}
