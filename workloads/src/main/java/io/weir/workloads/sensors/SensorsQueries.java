/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.sensors;

import io.weir.spi.Query;
import io.weir.spi.ResultSchema;
import io.weir.spi.ResultSchema.Mode;
import io.weir.spi.Row;
import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.workloads.encoding.RecordReader;
import io.weir.workloads.query.Columns;
import io.weir.workloads.query.GroupedWindows;
import io.weir.workloads.query.Passthrough;
import io.weir.workloads.query.PerRecord;
import io.weir.workloads.query.SqlQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is asked of the stations: all of it of the standard kinds, whatever others they have. */
final class SensorsQueries {
  static final String INPUT = "readings";

  /** Outside the mean ± so many standard deviations a value is an outlier. */
  static final BigDecimal OUTLIER_SDS = new BigDecimal("3.72");

  /** The field whose threshold is watched, and the value above which it is exceeded. */
  static final String WATCHED = "air_quality";

  static final double THRESHOLD = 240;

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private SensorsQueries() {}

  /** All of them, in the order of a list. */
  static List<Query> of(Function<Settings, List<StreamSpec>> streams) {
    List<Field> outliers = new ArrayList<>();
    outliers.add(Field.of(Schema.EVENT_MS, Schema.Type.INT64));
    outliers.add(Field.of(SensorsSchemas.STATION_ID, Schema.Type.STRING));
    SensorKind.STANDARD.forEach(
        kind -> outliers.add(Field.orNull(kind.name(), Schema.Type.DOUBLE)));
    return List.of(
        Passthrough.of("sensors", streams, INPUT, SensorsSchemas.READING),
        SqlQuery.of(
                "sensors-outliers",
                "readings with a value outside mean ± 3.72 standard deviations: those values, null"
                    + " in place of the others",
                streams,
                new ResultSchema(outliers, List.of(), Mode.APPEND),
                INPUT)
            .answeredBy(readers -> outliers(readers.get(0))),
        SqlQuery.of(
                "sensors-alerts-10s",
                "readings with air quality above 240, counted by station and 10 s",
                streams,
                new ResultSchema(
                    Columns.ofWindow(
                        Field.of(SensorsSchemas.STATION_ID, Schema.Type.STRING),
                        Field.of("alerts", Schema.Type.INT64)),
                    List.of(Columns.WINDOW_START_MS, SensorsSchemas.STATION_ID),
                    Mode.APPEND),
                INPUT)
            .window(TEN_SECONDS)
            .answeredBy(readers -> alerts(readers.get(0))));
  }

  /** The lowest value of a kind that is no outlier. */
  static BigDecimal low(SensorKind kind) {
    return BigDecimal.valueOf(kind.mean())
        .subtract(OUTLIER_SDS.multiply(BigDecimal.valueOf(kind.sd())));
  }

  /** The highest value of a kind that is no outlier. */
  static BigDecimal high(SensorKind kind) {
    return BigDecimal.valueOf(kind.mean()).add(OUTLIER_SDS.multiply(BigDecimal.valueOf(kind.sd())));
  }

  private static PerRecord outliers(RecordReader reading) {
    int station = reading.index(SensorsSchemas.STATION_ID);
    int kinds = SensorKind.STANDARD.size();
    int[] fields = new int[kinds];
    double[] low = new double[kinds];
    double[] high = new double[kinds];
    for (int i = 0; i < kinds; i++) {
      SensorKind kind = SensorKind.STANDARD.get(i);
      fields[i] = reading.index(kind.name());
      low[i] = low(kind).doubleValue();
      high[i] = high(kind).doubleValue();
    }
    return new PerRecord(
        reading,
        r -> {
          @Nullable Object[] values = new @Nullable Object[2 + kinds];
          boolean any = false;
          for (int i = 0; i < kinds; i++) {
            double value = r.getDouble(fields[i]);
            if (value < low[i] || value > high[i]) {
              values[2 + i] = value;
              any = true;
            }
          }
          values[0] = r.eventMs();
          values[1] = r.getString(station);
          return any ? Row.of(values) : null;
        });
  }

  private static GroupedWindows<String> alerts(RecordReader reading) {
    int station = reading.index(SensorsSchemas.STATION_ID);
    int watched = reading.index(WATCHED);
    return new GroupedWindows<>(
        reading,
        TEN_SECONDS.toMillis(),
        r -> r.getDouble(watched) > THRESHOLD ? r.getString(station) : null,
        Alerts::new);
  }

  private static final class Alerts implements GroupedWindows.Group<String> {
    private long count;

    @Override
    public void add(RecordReader record) {
      count++;
    }

    @Override
    public Row row(String station, long startMs, long endMs) {
      return Row.of(startMs, endMs, station, count);
    }
  }
}
