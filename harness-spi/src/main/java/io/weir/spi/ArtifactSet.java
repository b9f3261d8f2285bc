/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.List;

/**
 * Jars to be resolved from Maven coordinates, at run time.
 *
 * @param name for messages, e.g. {@code kafka 4.3.1}
 * @param roots {@code group:artifact:version} or {@code group:artifact:extension:version}
 * @param boms {@code group:artifact:version} whose dependency management is imported
 * @param pins {@code group:artifact:version} that override whatever the tree says
 * @param exclusions {@code group:artifact} left out of the tree
 */
public record ArtifactSet(
    String name,
    List<String> roots,
    List<String> boms,
    List<String> pins,
    List<String> exclusions) {
  public ArtifactSet {
    roots = List.copyOf(roots);
    boms = List.copyOf(boms);
    pins = List.copyOf(pins);
    exclusions = List.copyOf(exclusions);
  }
}
