/* SPDX-License-Identifier: Apache-2.0 */
/** Commands, the terminal, exit codes. */
@NullMarked
package io.weir.core.cli;

import org.jspecify.annotations.NullMarked;
