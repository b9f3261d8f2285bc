/* SPDX-License-Identifier: Apache-2.0 */
/** Clock, recorders, delivery ledger, resource sampling. */
@NullMarked
package io.weir.core.measure;

import org.jspecify.annotations.NullMarked;
