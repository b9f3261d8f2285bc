/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.experiment.TrafficFacts;
import io.weir.core.experiment.TrafficProfile;
import java.util.Optional;

/** A window at a rate that goes from one to another in a straight line: a single segment. */
final class RampTraffic implements WindowTraffic {
  private final Segment segment;
  private final TrafficFacts facts;

  RampTraffic(TrafficProfile.Ramp ramp, long windowNs) {
    Spacing.Linear spacing = new Spacing.Linear(ramp.from().hz(), ramp.to().hz(), windowNs);
    double meanHz = (ramp.from().hz() + ramp.to().hz()) / 2;
    long count = Math.round(meanHz * windowNs / 1e9);
    // Rounding may put the last record on the end, which belongs to what follows.
    while (count > 0 && spacing.offsetNs(count - 1) >= windowNs) {
      count--;
    }
    this.segment = new Segment(0, windowNs, 0, count, spacing);
    this.facts =
        new TrafficFacts(
            count, meanHz, Math.max(ramp.from().hz(), ramp.to().hz()), Optional.empty());
  }

  @Override
  public Schedule open() {
    return new Schedule() {
      private boolean given;

      @Override
      public Optional<Segment> nextSegment() {
        Optional<Segment> next = given ? Optional.empty() : Optional.of(segment);
        given = true;
        return next;
      }
    };
  }

  @Override
  public TrafficFacts facts() {
    return facts;
  }
}
