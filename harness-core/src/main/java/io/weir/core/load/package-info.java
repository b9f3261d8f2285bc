/* SPDX-License-Identifier: Apache-2.0 */
/** Schedules, load threads, publishers and subscribers. */
@NullMarked
package io.weir.core.load;

import org.jspecify.annotations.NullMarked;
