/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import io.weir.spi.NearMisses;
import io.weir.spi.SettingException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What can be done to a local cluster under load. A node is a server that keeps copies of records.
 */
public enum Fault {
  /** One node is killed (SIGKILL) and started again: its memory is lost, its page cache is not. */
  KILL_ONE,
  /** More than half of the nodes are killed at once and started again. */
  KILL_MAJORITY,
  /** One node is stopped (SIGSTOP) and goes on later (SIGCONT): nothing of it is lost. */
  PAUSE_ONE,
  /** All servers end at once, and what was not forced to disk is gone: simulated. */
  POWER_LOSS;

  /** As the user writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How many of so many nodes it strikes. */
  public int struck(int nodes) {
    return switch (this) {
      case KILL_ONE, PAUSE_ONE -> 1;
      case KILL_MAJORITY -> nodes / 2 + 1;
      case POWER_LOSS -> nodes;
    };
  }

  /** All of them as the user writes them. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(Fault::text).toList();
  }

  /**
   * Reads one.
   *
   * @throws SettingException if it is none
   */
  public static Fault parse(String setting, String text) {
    String plain = text.strip();
    return Arrays.stream(values())
        .filter(fault -> fault.text().equals(plain))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingException(
                    setting,
                    text,
                    String.join(", ", texts()) + ", or several with commas between them",
                    NearMisses.advice(NearMisses.of(plain, texts()))));
  }
}
