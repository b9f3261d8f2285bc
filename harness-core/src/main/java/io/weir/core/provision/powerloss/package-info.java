/* SPDX-License-Identifier: Apache-2.0 */
/** Power loss of local servers: what was not forced to disk is taken away from their files. */
@NullMarked
package io.weir.core.provision.powerloss;

import org.jspecify.annotations.NullMarked;
