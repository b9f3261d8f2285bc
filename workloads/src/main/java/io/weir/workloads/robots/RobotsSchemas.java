/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.robots;

import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import java.util.List;

/**
 * What robots send. No field is called power, nor is a table: it is a function's name in SQL, and
 * in some dialects reserved.
 */
public final class RobotsSchemas {
  public static final String ROBOT_ID = "robot_id";

  /** Control power in W. */
  public static final String POWER_W = "power_w";

  /** Acceleration in m/s² or turn rate in rad/s: forward, to the left, up. */
  public static final String X = "x";

  public static final String Y = "y";
  public static final String Z = "z";

  /** Control power. */
  public static final Schema POWER =
      Schema.of(
          "robot_power",
          Field.of(ROBOT_ID, Schema.Type.STRING),
          Field.of(POWER_W, Schema.Type.DOUBLE));

  /** Accelerometer, m/s². */
  public static final Schema ACCEL = axes("robot_accel");

  /** Gyroscope, rad/s. */
  public static final Schema GYRO = axes("robot_gyro");

  /** All, in the order of the streams. */
  public static final List<Schema> ALL = List.of(POWER, ACCEL, GYRO);

  private RobotsSchemas() {}

  private static Schema axes(String name) {
    return Schema.of(
        name,
        Field.of(ROBOT_ID, Schema.Type.STRING),
        Field.of(X, Schema.Type.DOUBLE),
        Field.of(Y, Schema.Type.DOUBLE),
        Field.of(Z, Schema.Type.DOUBLE));
  }
}
