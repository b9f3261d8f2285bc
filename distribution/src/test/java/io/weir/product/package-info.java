/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Known-answer tests of the assembled product: runs against a real broker to which something is
 * done whose effect on every figure is computed beforehand.
 */
@NullMarked
package io.weir.product;

import org.jspecify.annotations.NullMarked;
