/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A local engine wanted.
 *
 * @param version of the system
 * @param workers processes that run tasks, where the engine has such; at least 1
 * @param slots tasks of one kind that must be able to run side by side: the parallelism of the job,
 *     the larger one where it will change
 * @param jobs the plugin's directory of what runs inside the engine, {@code job/}; need not exist
 * @param settings options and native settings
 * @param timeLimit until it must take jobs
 */
public record EngineLaunch(
    String version, int workers, int slots, Path jobs, Settings settings, Duration timeLimit) {}
