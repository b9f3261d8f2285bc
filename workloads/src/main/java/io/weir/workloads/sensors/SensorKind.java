/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.sensors;

import java.util.List;

/**
 * One quantity that every station measures: a field of its readings.
 *
 * @param name of the field
 * @param mean what it is around, before the absolute value is taken; not negative
 * @param sd standard deviation of a draw
 */
public record SensorKind(String name, double mean, double sd) {
  /** What every station has: °C, %, hPa, index, µg/m³, dB, lx, m/s, mm/h. */
  public static final List<SensorKind> STANDARD =
      List.of(
          new SensorKind("temperature", 25, 2),
          new SensorKind("humidity", 60, 3),
          new SensorKind("pressure", 1013, 2),
          new SensorKind("air_quality", 200, 20),
          new SensorKind("particulate_matter", 30, 2),
          new SensorKind("noise_level", 50, 3),
          new SensorKind("illuminance", 500, 50),
          new SensorKind("wind_speed", 5, 20),
          new SensorKind("rainfall", 0, 3));
}
