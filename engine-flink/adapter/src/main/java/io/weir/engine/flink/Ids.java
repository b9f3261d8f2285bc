/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import java.security.SecureRandom;

/** Names of jobs, triggers and files, in the form of Flink's own ids. */
final class Ids {
  private Ids() {}

  /** One that was never used before. */
  static String next() {
    // Java's other generators are found by the context class loader, and a plugin's finds none.
    SecureRandom random = new SecureRandom();
    return String.format("%016x%016x", random.nextLong(), random.nextLong());
  }
}
