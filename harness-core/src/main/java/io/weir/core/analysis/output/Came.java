/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

/**
 * A change that arrived.
 *
 * @param ordinal its place among the changes
 */
record Came(Change change, long ordinal) {}
