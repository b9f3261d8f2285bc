/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.sensors;

import io.weir.spi.Encoding;
import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.Schema;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.workloads.source.OptionChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be set of the stations. Immutable.
 *
 * @param stations how many there are
 * @param encoding of the readings
 * @param kinds what each measures, the standard ones first
 * @param outlierRate share of the values that are outliers
 * @param groundTruth true if a file is to say which
 */
record SensorsOptions(
    int stations,
    Encoding encoding,
    List<SensorKind> kinds,
    double outlierRate,
    boolean groundTruth) {
  static final String WORKLOAD = "sensors";

  private static final int MOST_STATIONS = 5_000;
  private static final int MOST_KINDS = 64;

  /** Readings are kept as whole thousandths in 32 bits: mean and 40 sd have to fit well. */
  private static final double MOST_VALUE = 2_000_000;

  private static final double MOST_SD = 40;

  /** Below it thousandths would round outliers into what is none. */
  private static final double LEAST_SD = 0.01;

  private static final String KINDS = "kinds";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern KIND = Pattern.compile("([^:/]*):([^:/]*)/([^:/]*)");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
  private static final String KINDS_ALLOWED =
      "a list such as co2:400/30,uv:3/1: name, colon, mean, slash, standard deviation";

  static final List<OptionSpec> SPECS =
      List.of(
          OptionSpec.of(
              "stations",
              OptionType.INTEGER,
              "100",
              "how many stations there are, 1 to " + MOST_STATIONS),
          OptionChecks.encodingOption(),
          OptionSpec.of(
              "outlier-rate",
              OptionType.NUMBER,
              "0.001",
              "share of the values of every field that are outliers, 0 to 1"),
          OptionSpec.of(
              "ground-truth",
              OptionType.BOOLEAN,
              "false",
              "write the outliers to ground-truth.csv in the run's directory when it ends"),
          OptionSpec.optional(
              KINDS, OptionType.STRING, "what stations measure besides: " + KINDS_ALLOWED));

  static SensorsOptions of(Settings settings) {
    OptionChecks checks = new OptionChecks(WORKLOAD, settings);
    return new SensorsOptions(
        checks.integer("stations", 1, MOST_STATIONS),
        checks.encoding(),
        kinds(checks),
        checks.number("outlier-rate", 0, 1, "a number from 0 to 1"),
        settings.flag("ground-truth"));
  }

  List<StreamSpec> streams() {
    return List.of(StreamSpec.of("readings", encoding, SensorsSchemas.reading(kinds)));
  }

  private static List<SensorKind> kinds(OptionChecks checks) {
    List<SensorKind> kinds = new ArrayList<>(SensorKind.STANDARD);
    Optional<String> written = checks.settings().get(KINDS);
    if (written.isEmpty() || written.get().isBlank()) {
      return List.copyOf(kinds);
    }
    for (String part : written.get().split(",", -1)) {
      SensorKind kind = kind(checks, written.get(), part.strip());
      if (SensorsSchemas.reading(kinds).field(kind.name()).isPresent()
          || kind.name().equals(Schema.EVENT_TIME)) {
        throw checks.refused(
            KINDS, written.get(), "names that no other field has", "rename " + kind.name());
      }
      kinds.add(kind);
    }
    if (kinds.size() > MOST_KINDS) {
      throw checks.refused(
          KINDS, written.get(), MOST_KINDS - SensorKind.STANDARD.size() + " kinds at most", "");
    }
    return List.copyOf(kinds);
  }

  private static SensorKind kind(OptionChecks checks, String written, String part) {
    Matcher kind = KIND.matcher(part);
    if (!kind.matches()) {
      throw checks.refused(KINDS, written, KINDS_ALLOWED, "\"" + part + "\" is none");
    }
    String name = kind.group(1);
    if (!NAME.matcher(name).matches()) {
      throw checks.refused(
          KINDS,
          written,
          "names of lower case letters, digits and underscores that begin with a letter",
          "\"" + name + "\" is none");
    }
    double mean = number(checks, written, kind.group(2));
    double sd = number(checks, written, kind.group(3));
    if (mean < 0) {
      throw checks.refused(
          KINDS,
          written,
          "means of 0 at least, since absolute values are sent",
          "move the scale of " + name + " so that its mean is not negative");
    }
    if (sd < LEAST_SD || mean + MOST_SD * sd > MOST_VALUE) {
      throw checks.refused(
          KINDS,
          written,
          "a standard deviation of "
              + LEAST_SD
              + " at least, "
              + (int) MOST_SD
              + " of which and the mean are within "
              + (int) MOST_VALUE,
          "use another unit for " + name);
    }
    return new SensorKind(name, mean, sd);
  }

  private static double number(OptionChecks checks, String written, String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw checks.refused(KINDS, written, KINDS_ALLOWED, "\"" + text + "\" is no number");
    }
    return Double.parseDouble(text);
  }
}
