/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/** Within what a broker keeps the order of one publisher's records. */
public enum OrderingScope {
  /** Within a partition. */
  PARTITION,
  /** Not at all. */
  NONE
}
