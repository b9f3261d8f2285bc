/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

/** What the process returns. */
public enum ExitCode {
  /** The run's verdict is VALID; no promise of durability was broken. */
  VALID(0),
  /** A fault of the harness itself. */
  INTERNAL(1),
  /** A setting cannot be used. */
  USAGE(2),
  /** The run ended, and its verdict is not VALID; a promise of durability was broken. */
  NOT_VALID(3),
  /** A system could not be started or reached, or no verdict on durability be given. */
  UNAVAILABLE(4),
  /** Ended by Ctrl-C. The JVM itself exits so; with 143 after a SIGTERM. */
  INTERRUPTED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number. */
  public int code() {
    return code;
  }
}
