/* SPDX-License-Identifier: Apache-2.0 */
/** A shop: users browse and order, orders are paid or cancelled. */
@NullMarked
package io.weir.workloads.shop;

import org.jspecify.annotations.NullMarked;
