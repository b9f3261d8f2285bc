/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink.job.pulsar;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.SourceProvider;
import org.apache.flink.table.connector.source.abilities.SupportsWatermarkPushDown;
import org.apache.flink.table.data.RowData;

/** The connector's source, with a watermark for each partition. */
final class PartitionedSource implements ScanTableSource, SupportsWatermarkPushDown {
  private final ScanTableSource source;
  private final String table;
  private WatermarkStrategy<RowData> watermarks = WatermarkStrategy.noWatermarks();

  PartitionedSource(ScanTableSource source, String table) {
    this.source = source;
    this.table = table;
  }

  @Override
  public void applyWatermark(WatermarkStrategy<RowData> strategy) {
    watermarks = strategy;
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return source.getChangelogMode();
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    Source<RowData, ?, ?> connector =
        ((SourceProvider) source.getScanRuntimeProvider(context)).createSource();
    WatermarkStrategy<RowData> strategy = watermarks;
    return new DataStreamScanProvider() {
      @Override
      public DataStream<RowData> produceDataStream(
          ProviderContext provider, StreamExecutionEnvironment environment) {
        var stream = environment.fromSource(connector, strategy, "Pulsar-" + table);
        provider.generateUid("pulsar").ifPresent(stream::uid);
        return stream;
      }

      @Override
      public boolean isBounded() {
        return connector.getBoundedness() == Boundedness.BOUNDED;
      }
    };
  }

  @Override
  public DynamicTableSource copy() {
    PartitionedSource copy = new PartitionedSource((ScanTableSource) source.copy(), table);
    copy.watermarks = watermarks;
    return copy;
  }

  @Override
  public String asSummaryString() {
    return source.asSummaryString();
  }
}
