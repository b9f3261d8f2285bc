/* SPDX-License-Identifier: Apache-2.0 */
/** What queries and their oracles have in common: SQL texts, windows, sums. */
@NullMarked
package io.weir.workloads.query;

import org.jspecify.annotations.NullMarked;
