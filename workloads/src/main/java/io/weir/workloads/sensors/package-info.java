/* SPDX-License-Identifier: Apache-2.0 */
/** Weather stations in a city, with outliers that are known. */
@NullMarked
package io.weir.workloads.sensors;

import org.jspecify.annotations.NullMarked;
