/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What is to be run: immutable values, their defaults and how their text is read. Imports no other
 * package of the harness.
 */
@NullMarked
package io.weir.core.experiment;

import org.jspecify.annotations.NullMarked;
