/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The workload {@code cluster-trace}: job and task events of a compute cluster, as in Google's
 * cluster-usage traces of 2011, replayed in the order of their times; and a generator of such
 * files.
 */
@NullMarked
package io.weir.workloads.cluster;

import org.jspecify.annotations.NullMarked;
