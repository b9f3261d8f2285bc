/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.Query;
import io.weir.spi.Workload;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A workload of a plugin with its queries, called in the plugin's context. */
final class ContextWorkload implements Workload {
  private final Workload workload;
  private final PluginContext context;

  ContextWorkload(Workload workload, PluginContext context) {
    this.workload = workload;
    this.context = context;
  }

  @Override
  public String name() {
    return context.call(workload::name);
  }

  @Override
  public String description() {
    return context.call(workload::description);
  }

  @Override
  public List<Query> queries() {
    return context.call(workload::queries).stream()
        .<Query>map(query -> new ContextQuery(query, context))
        .toList();
  }

  private record ContextQuery(Query query, PluginContext context) implements Query {
    @Override
    public String name() {
      return context.call(query::name);
    }

    @Override
    public String description() {
      return context.call(query::description);
    }

    @Override
    public Set<String> dialects() {
      return context.call(query::dialects);
    }

    @Override
    public Optional<String> text(String dialect) {
      return context.call(() -> query.text(dialect));
    }
  }
}
