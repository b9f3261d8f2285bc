/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.source;

import io.weir.spi.Encoding;
import io.weir.spi.OptionSpec;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.util.Locale;

/**
 * Reads the options of one workload and refuses values out of range in one line. Immutable.
 *
 * @param workload its name
 * @param settings what the user set
 */
public record OptionChecks(String workload, Settings settings) {
  private static final String ENCODING = "encoding";

  /** The option that says how records are written: {@code json}, the default, or {@code avro}. */
  public static OptionSpec encodingOption() {
    return OptionSpec.choice(
        ENCODING, "how records are written", Encoding.JSON.text(), Encoding.AVRO.text());
  }

  /** What {@link #encodingOption} is set to. */
  public Encoding encoding() {
    return Encoding.valueOf(settings.require(ENCODING).toUpperCase(Locale.ROOT));
  }

  /** A whole number from {@code least} to {@code most}. */
  public int integer(String option, int least, int most) {
    String text = settings.require(option);
    long value;
    try {
      value = settings.integer(option);
    } catch (NumberFormatException e) {
      throw refused(option, text, least, most);
    }
    if (value < least || value > most) {
      throw refused(option, text, least, most);
    }
    return (int) value;
  }

  /**
   * A number from {@code least} to {@code most}.
   *
   * @param allowed how to say so
   */
  public double number(String option, double least, double most, String allowed) {
    double value = settings.number(option);
    if (!(value >= least && value <= most)) {
      throw refused(option, settings.require(option), allowed, "");
    }
    return value;
  }

  /** The refusal of an option's value. */
  public SettingException refused(String option, String value, String allowed, String advice) {
    return new SettingException(workload + "." + option, value, allowed, advice);
  }

  private SettingException refused(String option, String value, int least, int most) {
    return refused(option, value, "a whole number from " + least + " to " + most, "");
  }
}
