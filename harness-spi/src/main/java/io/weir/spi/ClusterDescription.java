/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.List;
import java.util.Map;

/**
 * What a cluster says of itself.
 *
 * @param system e.g. {@code kafka}
 * @param version as the cluster reports it; {@code unknown} if it does not
 * @param nodes one entry a node
 * @param clientVersion version of the client library in use
 */
public record ClusterDescription(
    String system, String version, List<Node> nodes, String clientVersion) {
  public ClusterDescription {
    nodes = List.copyOf(nodes);
  }

  /**
   * One node.
   *
   * @param id native id
   * @param address as clients reach it
   * @param configuration effective settings that differ from the defaults or matter for results
   */
  public record Node(String id, String address, Map<String, ConfigValue> configuration) {
    public Node {
      configuration = Map.copyOf(configuration);
    }
  }
}
