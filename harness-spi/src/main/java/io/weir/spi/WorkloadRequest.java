/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.nio.file.Path;

/**
 * What a workload is opened with.
 *
 * @param settings bound to {@link Workload#options}
 * @param seed fixes everything random
 * @param directory of the run, for files that the workload needs or leaves; exists
 */
public record WorkloadRequest(Settings settings, long seed, Path directory) {}
