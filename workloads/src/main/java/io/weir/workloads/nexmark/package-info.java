/* SPDX-License-Identifier: Apache-2.0 */
/** The Nexmark auction: persons, auctions, bids. */
@NullMarked
package io.weir.workloads.nexmark;

import org.jspecify.annotations.NullMarked;
