/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Locale;

/** What is promised of each record's effect on results, failures included. */
public enum Guarantee {
  /** None is left out; some may count twice. */
  AT_LEAST_ONCE,
  /** None is left out and none counts twice. */
  EXACTLY_ONCE;

  /** As the user writes it: lower case with dashes. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
