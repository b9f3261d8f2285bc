/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import io.weir.spi.Encoding;
import io.weir.spi.Query;
import io.weir.spi.Schema;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.workloads.cluster.ClusterQueries;
import io.weir.workloads.cluster.ClusterTrace;
import io.weir.workloads.nexmark.NexmarkQueries;
import io.weir.workloads.nexmark.NexmarkSchemas;
import io.weir.workloads.robots.RobotsQueries;
import io.weir.workloads.robots.RobotsSchemas;
import io.weir.workloads.sensors.SensorsQueries;
import io.weir.workloads.sensors.SensorsSchemas;
import io.weir.workloads.shop.ShopQueries;
import io.weir.workloads.shop.ShopSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A query with the schemas of its inputs, which are in JSON.
 *
 * @param workload whose query it is
 */
record Asked(String workload, Query query, List<Schema> inputs) {
  /** Every query of every workload. */
  static List<Asked> all() {
    List<Asked> all = new ArrayList<>();
    add(all, "robots", RobotsQueries::of, List.of("power"), List.of(RobotsSchemas.POWER));
    add(all, "sensors", SensorsQueries::of, List.of("readings"), List.of(SensorsSchemas.READING));
    add(
        all,
        "cluster-trace",
        ClusterQueries::of,
        List.of("task-events"),
        List.of(
            new ClusterTrace()
                .streams(Settings.none()).stream()
                    .filter(s -> s.name().equals("task-events"))
                    .findFirst()
                    .orElseThrow()
                    .schema()
                    .orElseThrow()));
    add(all, "shop", ShopQueries::of, List.of("orders"), List.of(ShopSchemas.ORDER));
    add(
        all,
        "nexmark",
        NexmarkQueries::of,
        List.of("person", "auction", "bid"),
        NexmarkSchemas.ALL);
    return all;
  }

  /** The query of a name. */
  static Asked named(String name) {
    return all().stream().filter(a -> a.query.name().equals(name)).findFirst().orElseThrow();
  }

  private static void add(
      List<Asked> all,
      String workload,
      Function<Function<Settings, List<StreamSpec>>, List<Query>> queries,
      List<String> names,
      List<Schema> schemas) {
    List<StreamSpec> streams = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      streams.add(StreamSpec.of(names.get(i), Encoding.JSON, schemas.get(i)));
    }
    for (Query query : queries.apply(settings -> streams)) {
      List<Schema> inputs =
          query.inputs().stream().map(name -> schemas.get(names.indexOf(name))).toList();
      all.add(new Asked(workload, query, inputs));
    }
  }

  /** Its result's columns. */
  List<String> columns() {
    return query.result().columns().stream().map(Schema.Field::name).toList();
  }

  @Override
  public String toString() {
    return workload + " " + query.name();
  }
}
