/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Compares what came out of an engine with what ought to have: decodes result records and tells
 * which rows are missing, extra, wrong or there twice. Knows no engine.
 */
@NullMarked
package io.weir.core.analysis.output;

import org.jspecify.annotations.NullMarked;
