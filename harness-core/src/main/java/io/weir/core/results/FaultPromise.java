/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

/**
 * Whether the durability in force promises that every acknowledged record survives a fault. Stated
 * before the fault.
 *
 * @param promised whether it does
 * @param reason why, as a clause that follows "since"
 */
public record FaultPromise(boolean promised, String reason) {}
