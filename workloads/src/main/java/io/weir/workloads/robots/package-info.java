/* SPDX-License-Identifier: Apache-2.0 */
/** Robots that send control power, acceleration and turn rate ten times a second. */
@NullMarked
package io.weir.workloads.robots;

import org.jspecify.annotations.NullMarked;
