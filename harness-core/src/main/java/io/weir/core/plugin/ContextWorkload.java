/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.EventSource;
import io.weir.spi.ExpectedRow;
import io.weir.spi.OpenWorkload;
import io.weir.spi.OptionSpec;
import io.weir.spi.Oracle;
import io.weir.spi.Query;
import io.weir.spi.ResultSchema;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Timetable;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;

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
  public List<OptionSpec> options() {
    return context.call(workload::options);
  }

  @Override
  public List<StreamSpec> streams(Settings settings) {
    return context.call(() -> workload.streams(settings));
  }

  @Override
  public OptionalDouble rateHz(Settings settings) {
    return context.call(() -> workload.rateHz(settings));
  }

  @Override
  public boolean ownTimes(Settings settings) {
    return context.call(() -> workload.ownTimes(settings));
  }

  @Override
  public boolean ownEventTimes(Settings settings) {
    return context.call(() -> workload.ownEventTimes(settings));
  }

  @Override
  public boolean globallyOrdered() {
    return context.call(workload::globallyOrdered);
  }

  @Override
  public OpenWorkload open(WorkloadRequest request) {
    return new ContextOpenWorkload(context.call(() -> workload.open(request)), context);
  }

  @Override
  public List<Query> queries() {
    return context.call(workload::queries).stream()
        .<Query>map(query -> new ContextQuery(query, context))
        .toList();
  }

  /** Sources and timetables are called on threads that have the plugin's loader throughout. */
  private record ContextOpenWorkload(OpenWorkload open, PluginContext context)
      implements OpenWorkload {
    @Override
    public List<StreamSpec> streams() {
      return context.call(open::streams);
    }

    @Override
    public EventSource newSource() {
      return context.call(open::newSource);
    }

    @Override
    public Optional<Timetable> timetable() {
      return context
          .call(open::timetable)
          .map(times -> offsetsNs -> context.call(() -> times.next(offsetsNs)));
    }

    @Override
    public Map<String, String> facts() {
      return context.call(open::facts);
    }

    @Override
    public void close() {
      context.run(open::close);
    }
  }

  private record ContextQuery(Query query, PluginContext context) implements Query {
    @Override
    public List<String> inputs() {
      return context.call(query::inputs);
    }

    @Override
    public ResultSchema result() {
      return context.call(query::result);
    }

    @Override
    public Duration window() {
      return context.call(query::window);
    }

    @Override
    public Duration slide() {
      return context.call(query::slide);
    }

    @Override
    public Oracle oracle(Settings settings) {
      return new ContextOracle(context.call(() -> query.oracle(settings)), context);
    }

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

    @Override
    public Optional<String> reason(String dialect) {
      return context.call(() -> query.reason(dialect));
    }
  }

  private record ContextOracle(Oracle oracle, PluginContext context) implements Oracle {
    @Override
    public void accept(int stream, ByteBuffer payload, long intendedNs, Consumer<ExpectedRow> out) {
      context.run(() -> oracle.accept(stream, payload, intendedNs, out));
    }

    @Override
    public void watermark(long eventMs, Consumer<ExpectedRow> out) {
      context.run(() -> oracle.watermark(eventMs, out));
    }

    @Override
    public void finish(Consumer<ExpectedRow> out) {
      context.run(() -> oracle.finish(out));
    }
  }
}
