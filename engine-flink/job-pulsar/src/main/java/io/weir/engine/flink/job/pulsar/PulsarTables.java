/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink.job.pulsar;

import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.pulsar.common.config.PulsarOptions;
import org.apache.flink.connector.pulsar.sink.PulsarSinkOptions;
import org.apache.flink.connector.pulsar.source.PulsarSourceOptions;
import org.apache.flink.connector.pulsar.table.PulsarTableFactory;
import org.apache.flink.connector.pulsar.table.PulsarTableOptionUtils;
import org.apache.flink.connector.pulsar.table.PulsarTableOptions;
import org.apache.flink.connector.pulsar.table.sink.PulsarTableSerializationSchemaFactory;
import org.apache.flink.connector.pulsar.table.sink.PulsarTableSink;
import org.apache.flink.table.connector.format.EncodingFormat;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;

/**
 * Tables of Flink's Pulsar connector, {@code 'connector' = 'weir-pulsar'}: its own source and sink,
 * with two things that its own table factory leaves out.
 *
 * <ul>
 *   <li>A source's watermark is taken by partition, as Kafka's is: partitions that one reader reads
 *       at different speeds make no record late.
 *   <li>The sink has a delivery guarantee, {@code sink.delivery-guarantee}: the connector's factory
 *       always says at-least-once.
 * </ul>
 */
public final class PulsarTables extends PulsarTableFactory {
  private static final ConfigOption<DeliveryGuarantee> GUARANTEE =
      ConfigOptions.key("sink.delivery-guarantee")
          .enumType(DeliveryGuarantee.class)
          .defaultValue(DeliveryGuarantee.AT_LEAST_ONCE);

  @Override
  public String factoryIdentifier() {
    return "weir-pulsar";
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    Set<ConfigOption<?>> options = new HashSet<>(super.optionalOptions());
    options.add(GUARANTEE);
    return options;
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    return new PartitionedSource(
        (ScanTableSource) super.createDynamicTableSource(context),
        context.getObjectIdentifier().getObjectName());
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    EncodingFormat<SerializationSchema<RowData>> keys =
        PulsarTableOptionUtils.getKeyEncodingFormat(helper);
    EncodingFormat<SerializationSchema<RowData>> values =
        PulsarTableOptionUtils.getValueEncodingFormat(helper);
    helper.validateExcept(
        PulsarOptions.CLIENT_CONFIG_PREFIX,
        PulsarSourceOptions.SOURCE_CONFIG_PREFIX,
        PulsarSourceOptions.CONSUMER_CONFIG_PREFIX,
        PulsarSinkOptions.PRODUCER_CONFIG_PREFIX,
        PulsarSinkOptions.SINK_CONFIG_PREFIX);
    ReadableConfig options = helper.getOptions();
    Properties properties = PulsarTableOptionUtils.getPulsarProperties(options);
    properties.setProperty(
        PulsarOptions.PULSAR_SERVICE_URL.key(), options.get(PulsarTableOptions.SERVICE_URL));
    return new PulsarTableSink(
        new PulsarTableSerializationSchemaFactory(
            context.getPhysicalRowDataType(),
            keys,
            PulsarTableOptionUtils.createKeyFormatProjection(
                options, context.getPhysicalRowDataType()),
            values,
            // All of them, those of the key too: a record is a whole row.
            IntStream.range(0, DataType.getFieldCount(context.getPhysicalRowDataType())).toArray(),
            false),
        values.getChangelogMode(),
        PulsarTableOptionUtils.getTopicListFromOptions(options),
        properties,
        options.get(GUARANTEE),
        PulsarTableOptionUtils.getTopicRouter(options, context.getClassLoader()),
        PulsarTableOptionUtils.getTopicRoutingMode(options),
        PulsarTableOptionUtils.getMessageDelayMillis(options));
  }
}
