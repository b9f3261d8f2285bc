/* SPDX-License-Identifier: Apache-2.0 */
/** Results as text for people. */
@NullMarked
package io.weir.core.report;

import org.jspecify.annotations.NullMarked;
