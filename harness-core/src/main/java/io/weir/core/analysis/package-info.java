/* SPDX-License-Identifier: Apache-2.0 */
/** Statistics and verdicts over what was measured. */
@NullMarked
package io.weir.core.analysis;

import org.jspecify.annotations.NullMarked;
