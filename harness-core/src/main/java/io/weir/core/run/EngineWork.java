/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.plugin.LoadedEngine;
import io.weir.spi.Query;
import io.weir.spi.Settings;
import io.weir.spi.Workload;

/**
 * The stream engine of a run and what it is given to do. Immutable.
 *
 * @param engine the plugin's adapter
 * @param settings of the engine's plugin, bound
 * @param workload whose records it reads
 * @param workloadSettings of the workload, bound
 * @param query one of the workload's
 */
public record EngineWork(
    LoadedEngine engine,
    Settings settings,
    Workload workload,
    Settings workloadSettings,
    Query query) {}
