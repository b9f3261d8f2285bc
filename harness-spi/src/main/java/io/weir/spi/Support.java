/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/** Whether something can be done, and if not, why. */
public sealed interface Support {
  /** It can. */
  record Yes() implements Support {}

  /**
   * It cannot.
   *
   * @param reason why, for the user, as one clause without a full stop; never blank
   */
  record No(String reason) implements Support {
    public No {
      if (reason.isBlank() || reason.lines().count() != 1) {
        throw new IllegalArgumentException("a reason is one line, not \"" + reason + "\"");
      }
    }
  }

  static Support yes() {
    return new Yes();
  }

  /** As {@link No}. */
  static Support no(String reason) {
    return new No(reason);
  }
}
