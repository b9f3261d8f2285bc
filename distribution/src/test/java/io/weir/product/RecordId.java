/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

/**
 * One record of a run.
 *
 * @param publisher over all
 * @param sequence within that publisher
 */
record RecordId(int publisher, long sequence) {}
