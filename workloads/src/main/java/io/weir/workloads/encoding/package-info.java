/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Records of a schema as bytes, JSON or Avro: writing them without allocating, reading them back.
 */
@NullMarked
package io.weir.workloads.encoding;

import org.jspecify.annotations.NullMarked;
