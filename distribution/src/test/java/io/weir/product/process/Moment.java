/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

/** A moment of a run, to be waited for. */
enum Moment {
  /** A program that sets a server up runs. */
  FORMAT,
  /** A server's process is there and does not answer yet. */
  START,
  /** Clients are being opened. */
  CLIENTS,
  /** A second of warm-up has been written. */
  WARMUP,
  /** Two seconds of the window have been written. */
  WINDOW,
  /** The window is over. */
  DRAIN;

  static final String BROKER = "kafka.Kafka";

  /** Waits for it. */
  void await(Harness harness) throws Exception {
    switch (this) {
      case FORMAT -> harness.awaitServer("kafka.tools.StorageTool");
      case START -> harness.awaitServer(BROKER);
      case CLIENTS -> harness.awaitOutput("opening clients");
      case WARMUP -> harness.awaitOutput("warm-up").awaitSeconds("warmup", 1);
      case WINDOW -> harness.awaitOutput("measuring").awaitSeconds("window", 2);
      case DRAIN -> harness.awaitOutput("draining");
    }
    harness.rememberFamily();
  }

  /** The arguments of a run that stays in this moment until somebody ends it. */
  String[] run(String driver) {
    return new String[] {
      "--driver",
      driver,
      "--rate",
      "500",
      "--warmup",
      this == WARMUP ? "10m" : "1s",
      "--duration",
      this == DRAIN ? "2s" : "10m",
      "--cooldown",
      "10m"
    };
  }
}
