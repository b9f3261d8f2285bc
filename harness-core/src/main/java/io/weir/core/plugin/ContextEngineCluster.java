/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import io.weir.spi.ClusterDescription;
import io.weir.spi.ConfigValue;
import io.weir.spi.EngineCluster;
import io.weir.spi.EngineJob;
import io.weir.spi.EngineMetric;
import io.weir.spi.JobSpec;
import io.weir.spi.JobState;
import io.weir.spi.RowFormat;
import io.weir.spi.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An engine of a plugin with its jobs, called in the plugin's context. */
final class ContextEngineCluster implements EngineCluster {
  private final EngineCluster cluster;
  private final PluginContext context;

  ContextEngineCluster(EngineCluster cluster, PluginContext context) {
    this.cluster = cluster;
    this.context = context;
  }

  @Override
  public ClusterDescription describe() {
    return context.call(cluster::describe);
  }

  @Override
  public EngineJob submit(JobSpec spec) {
    return new ContextJob(context.call(() -> cluster.submit(spec)), context);
  }

  @Override
  public List<ServerProcess> servers() {
    return context.call(cluster::servers);
  }

  @Override
  public List<String> strike(String fault) {
    return context.call(() -> cluster.strike(fault));
  }

  @Override
  public void recover(Duration timeLimit) {
    context.run(() -> cluster.recover(timeLimit));
  }

  @Override
  public void close() {
    context.run(cluster::close);
  }

  private static final class ContextJob implements EngineJob {
    private final EngineJob job;
    private final PluginContext context;

    ContextJob(EngineJob job, PluginContext context) {
      this.job = job;
      this.context = context;
    }

    @Override
    public String id() {
      return context.call(job::id);
    }

    @Override
    public JobState state() {
      return context.call(job::state);
    }

    @Override
    public List<EngineMetric> metrics() {
      return context.call(job::metrics);
    }

    @Override
    public RowFormat format() {
      return context.call(job::format);
    }

    @Override
    public Map<String, ConfigValue> configuration() {
      return context.call(job::configuration);
    }

    @Override
    public String text() {
      return context.call(job::text);
    }

    @Override
    public Map<String, Duration> rescale(int parallelism, Duration timeLimit) {
      return context.call(() -> job.rescale(parallelism, timeLimit));
    }

    @Override
    public void cancel(Duration timeLimit) {
      context.run(() -> job.cancel(timeLimit));
    }
  }
}
