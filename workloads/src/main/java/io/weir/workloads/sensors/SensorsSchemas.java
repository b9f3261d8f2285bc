/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.sensors;

import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import java.util.List;
import java.util.stream.Stream;

/** What stations send. */
public final class SensorsSchemas {
  public static final String STATION_ID = "station_id";

  /** A reading of the standard kinds. */
  public static final Schema READING = reading(SensorKind.STANDARD);

  private SensorsSchemas() {}

  /** A reading of these kinds, a field each in their order. */
  public static Schema reading(List<SensorKind> kinds) {
    return Schema.of(
        "sensor_reading",
        Stream.concat(
                Stream.of(Field.of(STATION_ID, Schema.Type.STRING)),
                kinds.stream().map(kind -> Field.of(kind.name(), Schema.Type.DOUBLE)))
            .toArray(Field[]::new));
  }
}
