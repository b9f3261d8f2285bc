/* SPDX-License-Identifier: Apache-2.0 */
/** The product as a user has it: a process of its own, started from the assembled directory. */
@NullMarked
package io.weir.product.process;

import org.jspecify.annotations.NullMarked;
