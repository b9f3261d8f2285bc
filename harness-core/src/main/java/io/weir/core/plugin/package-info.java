/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Finding plugins, isolating each in a class loader of its own, binding and checking their options.
 */
@NullMarked
package io.weir.core.plugin;

import org.jspecify.annotations.NullMarked;
