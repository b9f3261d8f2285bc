/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import io.weir.spi.ExpectedRow;

/**
 * An expected row.
 *
 * @param judged false if it may be left out
 * @param ordinal its place among the expected rows
 */
record Wanted(ExpectedRow expected, boolean judged, long ordinal) {}
