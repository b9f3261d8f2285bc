/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.ClusterDescription.Node;
import java.util.List;

/**
 * The system under test, as it described itself.
 *
 * @param driver plugin name
 * @param pluginVersion of the plugin
 * @param system what the driver spoke to
 * @param systemVersion as the cluster reports it
 * @param clientVersion of the client library
 * @param nodes with their effective configuration
 * @param servers that the harness started; empty for a running cluster
 */
public record SystemFacts(
    String driver,
    String pluginVersion,
    String system,
    String systemVersion,
    String clientVersion,
    List<Node> nodes,
    List<Server> servers) {
  public SystemFacts {
    nodes = List.copyOf(nodes);
    servers = List.copyOf(servers);
  }

  /**
   * A server that the harness started.
   *
   * @param id as in its log's name and in metrics.csv
   * @param role what it does
   * @param jvmFlags its JVM's flags; empty for a native program
   */
  public record Server(String id, String role, List<String> jvmFlags) {
    public Server {
      jvmFlags = List.copyOf(jvmFlags);
    }
  }
}
