/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import java.util.concurrent.ExecutionException;

/** What lies under an exception that only carries another. */
final class Causes {
  private Causes() {}

  static Throwable of(ExecutionException e) {
    Throwable cause = e.getCause();
    return cause == null ? e : cause;
  }
}
