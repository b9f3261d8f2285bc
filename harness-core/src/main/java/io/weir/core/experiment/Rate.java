/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import io.weir.spi.SettingException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An exact rate: {@code records} in every {@code perNs} nanoseconds. A rational number, so that no
 * rate is rounded to a whole interval.
 *
 * @param records at least 1
 * @param perNs at least 1
 */
public record Rate(long records, long perNs) {
  private static final long SECOND_NS = 1_000_000_000L;

  /** The highest rate that can be asked for, per second. */
  public static final long MAX_PER_SECOND = 100_000_000L;

  public Rate {
    if (records < 1 || perNs < 1) {
      throw new IllegalArgumentException(
          "a rate is positive: " + records + " per " + perNs + " ns");
    }
  }

  /** A whole number of records a second. */
  public static Rate perSecond(long records) {
    return new Rate(records, SECOND_NS);
  }

  /**
   * Reads {@code 1000}, {@code 0.5} or {@code 33.333}, records a second, with at most three
   * decimals.
   *
   * @throws SettingException if the text is not such a number, or not positive, or above {@link
   *     #MAX_PER_SECOND}
   */
  public static Rate parse(String setting, String text) {
    try {
      BigDecimal perSecond = new BigDecimal(text.replace("_", "").strip());
      if (perSecond.signum() > 0
          && perSecond.compareTo(BigDecimal.valueOf(MAX_PER_SECOND)) <= 0
          && perSecond.stripTrailingZeros().scale() <= decimalsAllowed(perSecond)) {
        BigDecimal plain = perSecond.stripTrailingZeros();
        int decimals = Math.max(0, plain.scale());
        long scale = BigDecimal.TEN.pow(decimals).longValueExact();
        return new Rate(plain.movePointRight(decimals).longValueExact(), scale * SECOND_NS);
      }
    } catch (NumberFormatException e) {
      throw refused(setting, text);
    }
    throw refused(setting, text);
  }

  /** Fractions of a record per second are noise at high rates, and would cost exactness. */
  private static int decimalsAllowed(BigDecimal perSecond) {
    return perSecond.compareTo(BigDecimal.valueOf(1_000_000)) <= 0 ? 3 : 0;
  }

  private static SettingException refused(String setting, String text) {
    return new SettingException(
        setting,
        text,
        "records a second above 0, up to "
            + MAX_PER_SECOND
            + ", with at most three decimals up to 1000000 and none above",
        "for as fast as possible use --profile max");
  }

  /** Records a second, for people and for division. */
  public double hz() {
    return (double) records * SECOND_NS / perNs;
  }

  /** The rate in records a second as text, without a trailing zero. */
  public String text() {
    return BigDecimal.valueOf(records)
        .multiply(BigDecimal.valueOf(SECOND_NS))
        .divide(BigDecimal.valueOf(perNs), 6, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
