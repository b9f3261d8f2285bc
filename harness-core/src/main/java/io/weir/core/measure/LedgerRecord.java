/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

/**
 * The identity of a record.
 *
 * @param publisher who published it
 * @param sequence its place among that publisher's records, from 0
 */
public record LedgerRecord(int publisher, long sequence) {}
