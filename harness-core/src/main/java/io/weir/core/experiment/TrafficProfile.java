/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import java.time.Duration;
import java.util.List;

/** How intended publish times are laid over the measured window. */
public sealed interface TrafficProfile {
  /** The profile's name, as the user writes it. */
  String name();

  /** The mean rate over the window, in records a second; 0 for {@link Max}, which has none. */
  double meanHz(Duration window);

  /** The highest rate over the window, in records a second; 0 for {@link Max}. */
  double peakHz();

  /** True if the intended rate is the same throughout. */
  default boolean constantRate() {
    return this instanceof Constant;
  }

  /** True if records are sent as fast as the system takes them. */
  default boolean closedLoop() {
    return this instanceof Max;
  }

  /** One rate throughout. */
  record Constant(Rate rate) implements TrafficProfile {
    @Override
    public String name() {
      return "constant";
    }

    @Override
    public double meanHz(Duration window) {
      return rate.hz();
    }

    @Override
    public double peakHz() {
      return rate.hz();
    }
  }

  /** Rates one after the other, each for an equal part of the window. */
  record Steps(List<Rate> rates) implements TrafficProfile {
    public Steps {
      rates = List.copyOf(rates);
    }

    @Override
    public String name() {
      return "steps";
    }

    @Override
    public double meanHz(Duration window) {
      return rates.stream().mapToDouble(Rate::hz).average().orElse(0);
    }

    @Override
    public double peakHz() {
      return rates.stream().mapToDouble(Rate::hz).max().orElse(0);
    }
  }

  /** From one rate to another in a straight line over the window. */
  record Ramp(Rate from, Rate to) implements TrafficProfile {
    @Override
    public String name() {
      return "ramp";
    }

    @Override
    public double meanHz(Duration window) {
      return (from.hz() + to.hz()) / 2;
    }

    @Override
    public double peakHz() {
      return Math.max(from.hz(), to.hz());
    }
  }

  /** Closed loop: as fast as bounded in-flight records allow. */
  record Max() implements TrafficProfile {
    @Override
    public String name() {
      return "max";
    }

    @Override
    public double meanHz(Duration window) {
      return 0;
    }

    @Override
    public double peakHz() {
      return 0;
    }
  }
}
