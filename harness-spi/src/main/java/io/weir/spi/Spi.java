/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/** The version of this plug point, and how a plugin says which one it was built for. */
public final class Spi {
  /** Raised when a plugin built for the version before would no longer work. */
  public static final int VERSION = 1;

  /** The attribute of a plugin jar's main manifest section that holds {@link #VERSION}. */
  public static final String MANIFEST_ATTRIBUTE = "Weir-Spi-Version";

  private Spi() {}
}
