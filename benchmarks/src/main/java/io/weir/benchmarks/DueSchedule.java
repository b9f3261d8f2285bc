/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import io.weir.core.load.Schedule;
import io.weir.core.load.Segment;
import io.weir.core.load.Spacing;
import io.weir.core.measure.Origin;
import io.weir.spi.NanoClock;
import java.util.Optional;

/**
 * A schedule whose records are due when they are asked for: a load thread that follows it neither
 * waits nor falls behind, so what is left is its own work. Every segment starts at the time now and
 * is shorter than sending it takes.
 *
 * <p>Thread contract: one thread.
 */
final class DueSchedule implements Schedule {
  /** Records of a segment. */
  static final int RECORDS = 1_000;

  /** Not a multiple of the records, so that spacing has a remainder to place. */
  private static final long LENGTH_NS = 20_011;

  private final NanoClock clock;
  private final Origin origin;
  private final Spacing spacing = new Spacing.Even(RECORDS, LENGTH_NS);
  private long index;

  DueSchedule(NanoClock clock, Origin origin) {
    this.clock = clock;
    this.origin = origin;
  }

  @Override
  public Optional<Segment> nextSegment() {
    long startNs = origin.offsetNs(clock.epochNs());
    Segment segment = new Segment(startNs, LENGTH_NS, index, RECORDS, spacing);
    index += RECORDS;
    return Optional.of(segment);
  }
}
