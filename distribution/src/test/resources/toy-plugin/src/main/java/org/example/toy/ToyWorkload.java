/* SPDX-License-Identifier: Apache-2.0 */
package org.example.toy;

import io.weir.spi.Query;
import io.weir.spi.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Two queries, one of which the toy engine cannot read. */
public final class ToyWorkload implements Workload {
  @Override
  public String name() {
    return "toy-box";
  }

  @Override
  public String description() {
    return "toys that come and go";
  }

  @Override
  public List<Query> queries() {
    return List.of(
        new ToyQuery(
            "count", "how many toys there are", Map.of("toy-sql", "COUNT", "ansi", "SELECT 1")),
        new ToyQuery("latest", "the toy that came last", Map.of("ansi", "SELECT 2")));
  }

  private record ToyQuery(String name, String description, Map<String, String> texts)
      implements Query {
    @Override
    public Set<String> dialects() {
      return texts.keySet();
    }

    @Override
    public Optional<String> text(String dialect) {
      return Optional.ofNullable(texts.get(dialect));
    }
  }
}
