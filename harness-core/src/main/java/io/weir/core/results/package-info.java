/* SPDX-License-Identifier: Apache-2.0 */
/** One directory a run: writing and reading it, and its schemas. */
@NullMarked
package io.weir.core.results;

import org.jspecify.annotations.NullMarked;
