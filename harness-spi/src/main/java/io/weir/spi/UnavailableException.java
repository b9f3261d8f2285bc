/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * A system could not be started or reached. The message is one line for a person and names the
 * system, what failed and what to do; the cause is kept for the log.
 */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnavailableException(String message) {
    super(message);
  }

  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
