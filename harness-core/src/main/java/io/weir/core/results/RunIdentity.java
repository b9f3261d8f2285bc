/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.core.experiment.RunSpec;
import io.weir.spi.DurabilityLevel;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What tells a run from any other, and its place in an experiment. Immutable.
 *
 * @param created when the run began, cut to milliseconds
 * @param driver plugin name
 * @param durability the level asked for
 * @param workload name of the event source
 * @param seed of the run
 * @param shortId a few lower-case letters or digits, different for runs of the same second
 * @param place in an experiment; {@link Place#alone} for a run by itself
 */
public record RunIdentity(
    Instant created,
    String driver,
    DurabilityLevel durability,
    String workload,
    long seed,
    String shortId,
    Place place) {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._]*");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * A run's place in an experiment. All empty for a run by itself.
   *
   * @param experimentId the experiment
   * @param deploymentId the set of fresh servers that the run used, shared by runs that reuse them
   * @param cell the combination of factors
   * @param block the block, from 0; each holds every cell once
   * @param repeat of the same cell on the same deployment, from 0
   */
  public record Place(
      Optional<String> experimentId,
      Optional<String> deploymentId,
      Optional<String> cell,
      OptionalInt block,
      OptionalInt repeat) {
    /** No experiment. */
    public static Place alone() {
      return new Place(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty());
    }
  }

  /**
   * @throws IllegalArgumentException if a part cannot be in a directory's name
   */
  public RunIdentity {
    created = created.truncatedTo(ChronoUnit.MILLIS);
    for (String part :
        new String[] {driver.replace('-', '_'), workload.replace('-', '_'), shortId}) {
      if (!SAFE.matcher(part).matches()) {
        throw new IllegalArgumentException("cannot be part of a directory's name: " + part);
      }
    }
  }

  /** The identity of a run outside of any experiment. */
  public static RunIdentity of(RunSpec spec, Instant created, String shortId) {
    return new RunIdentity(
        created,
        spec.broker().driver(),
        spec.broker().durability(),
        spec.workload(),
        spec.seed(),
        shortId,
        Place.alone());
  }

  /** The same run in an experiment. */
  public RunIdentity at(Place newPlace) {
    return new RunIdentity(created, driver, durability, workload, seed, shortId, newPlace);
  }

  /**
   * {@code <utc yyyyMMdd-HHmmss>-<driver>-<durability>-<workload>-<seed>-<short id>}: the run's id
   * and the name of its directory.
   */
  public String runId() {
    return String.join(
        "-",
        STAMP.format(created),
        driver,
        durability.text(),
        workload,
        Long.toString(seed),
        shortId);
  }
}
