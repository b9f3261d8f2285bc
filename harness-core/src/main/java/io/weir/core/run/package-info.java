/* SPDX-License-Identifier: Apache-2.0 */
/** The phases of one run and their undoing. Nothing else composes the stages. */
@NullMarked
package io.weir.core.run;

import org.jspecify.annotations.NullMarked;
