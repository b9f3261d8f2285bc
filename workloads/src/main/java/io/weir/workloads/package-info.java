/* SPDX-License-Identifier: Apache-2.0 */
/** Workloads: event sources, queries with their SQL and oracles. A package each. */
@NullMarked
package io.weir.workloads;

import org.jspecify.annotations.NullMarked;
