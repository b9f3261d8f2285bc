/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import io.weir.spi.Query;
import io.weir.spi.Schema;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Workload;
import io.weir.workloads.source.Bound;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A query of a workload.
 *
 * @param inputs its streams, as they are by default
 */
record Asked(Workload of, Query query, Settings settings, List<StreamSpec> inputs) {
  /** Every query of every workload. */
  static List<Asked> all() {
    List<Asked> all = new ArrayList<>();
    for (Workload workload : ServiceLoader.load(Workload.class)) {
      Settings settings = Bound.settings(workload);
      List<StreamSpec> streams = workload.streams(settings);
      for (Query query : workload.queries()) {
        List<StreamSpec> inputs =
            query.inputs().stream()
                .map(
                    name ->
                        streams.stream()
                            .filter(s -> s.name().equals(name))
                            .findFirst()
                            .orElseThrow())
                .toList();
        all.add(new Asked(workload, query, settings, inputs));
      }
    }
    return all;
  }

  /** The query of a name; {@code passthrough} is that of the robots. */
  static Asked named(String name) {
    return all().stream()
        .filter(a -> a.query.name().equals(name))
        .filter(a -> !name.equals("passthrough") || a.workload().equals("robots"))
        .findFirst()
        .orElseThrow();
  }

  /** The same of a workload that is set otherwise: {@code option, value, option, value …}. */
  Asked with(String... optionsAndValues) {
    return new Asked(of, query, Bound.settings(of, optionsAndValues), inputs);
  }

  /** Whose query it is. */
  String workload() {
    return of.name();
  }

  /** What its inputs hold. */
  List<Schema> schemas() {
    return inputs.stream().map(s -> s.schema().orElseThrow()).toList();
  }

  /** Its result's columns. */
  List<String> columns() {
    return query.result().columns().stream().map(Schema.Field::name).toList();
  }

  @Override
  public String toString() {
    return workload() + " " + query.name() + " " + settings.get("encoding").orElse("");
  }
}
