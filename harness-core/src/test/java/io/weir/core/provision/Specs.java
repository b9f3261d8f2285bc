/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import io.weir.spi.ServerSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Small servers. */
final class Specs {
  /** Says that it runs, and that it was asked to end. */
  static final String POLITE =
      "trap 'echo bye; exit 0' TERM; echo running; while :; do sleep 0.02; done";

  /** Has two children, and is gone only by force. */
  static final String STUBBORN_FAMILY =
      "trap '' TERM; sleep 1000 & sleep 1000 & echo running; while :; do sleep 1; done";

  private Specs() {}

  /** A shell that runs a script; the id is in its command line. */
  static ServerSpec shell(String id, Path directory, String script) {
    return new ServerSpec.Native(
        id, "tester", Path.of("sh"), List.of("-c", script, id), Map.of(), directory);
  }
}
