/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The plug point: everything that a plugin with a broker driver, an engine adapter or a workload
 * sees of the harness. Nothing here refers to the harness itself, and nothing but the JDK and
 * JSpecify's annotations is needed to compile against it.
 *
 * <p>A plugin is a directory of jars. It names its services in {@code META-INF/services} and the
 * version of this package it was built for in its manifest ({@link
 * io.weir.spi.Spi#MANIFEST_ATTRIBUTE}). No reference is ever null unless annotated so.
 */
@NullMarked
package io.weir.spi;

import org.jspecify.annotations.NullMarked;
