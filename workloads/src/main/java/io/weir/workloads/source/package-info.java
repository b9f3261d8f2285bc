/* SPDX-License-Identifier: Apache-2.0 */
/** What the event sources of all workloads share: draws, keys, checks of options. */
@NullMarked
package io.weir.workloads.source;

import org.jspecify.annotations.NullMarked;
