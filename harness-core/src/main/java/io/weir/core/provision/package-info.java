/* SPDX-License-Identifier: Apache-2.0 */
/** Running servers on this machine: artifacts, child processes, the watchdog, teardown. */
@NullMarked
package io.weir.core.provision;

import org.jspecify.annotations.NullMarked;
