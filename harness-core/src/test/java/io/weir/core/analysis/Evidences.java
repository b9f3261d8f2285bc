/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import io.weir.core.results.ThreadShare;
import io.weir.spi.DurabilityReport;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;

/** A run that nothing speaks against, to change one thing of: 1,000 records/s for 60 s. */
final class Evidences {
  Evidence.Load load = new Evidence.Load(true, false, 1_000, 60);
  Optional<Evidence.Lateness> lateness = Optional.of(late(2e6, 50_000, 0, 0, 0));
  List<ThreadShare> threads = List.of();
  double ackedHz = 1_000;
  double deliveredHz = 1_000;
  SecondSeries publishBacklog = flat(2, 60);
  SecondSeries consumeBacklog = flat(3, 60);
  SecondSeries publishMedianNs = flat(2e6, 60);
  SecondSeries endToEndMedianNs = flat(3e6, 60);
  Evidence.Delivery delivery = new Evidence.Delivery("sub-0", 60_000, 0, 0, 0);
  Evidence.Expectation expectation = new Evidence.Expectation(false, false, false);
  long unanswered;
  Map<String, Long> errors = Map.of();
  List<DurabilityReport.Setting> mismatches = List.of();
  Evidence.Clock clock = new Evidence.Clock(OptionalLong.empty(), OptionalLong.of(3_000_000), 0);
  Optional<Evidence.Output> output = Optional.empty();
  Optional<Lags> lags = Optional.empty();
  Optional<String> incomplete = Optional.empty();

  static Evidence.Lateness late(
      double medianNs, double p99Ns, double share, long blockedNs, long ownNs) {
    return new Evidence.Lateness(medianNs, p99Ns, share, share, blockedNs, ownNs);
  }

  static SecondSeries flat(double value, int seconds) {
    return SecondSeries.of(DoubleStream.generate(() -> value).limit(seconds).toArray());
  }

  static SecondSeries line(double perSecond) {
    return SecondSeries.of(DoubleStream.iterate(0, v -> v + perSecond).limit(60).toArray());
  }

  static ThreadShare thread(ThreadShare.Role role, double cpu, double wait) {
    return new ThreadShare(
        role, role.text() + "-0", OptionalDouble.of(cpu), OptionalDouble.of(wait));
  }

  Evidences threads(ThreadShare... usages) {
    threads = Arrays.asList(usages);
    return this;
  }

  Evidence build() {
    return new Evidence(
        load,
        lateness,
        threads,
        new Evidence.Progress(
            ackedHz,
            Map.of("sub-0", deliveredHz),
            publishBacklog,
            Map.of("sub-0", consumeBacklog),
            publishMedianNs,
            Map.of("sub-0", endToEndMedianNs)),
        List.of(delivery),
        expectation,
        unanswered,
        errors,
        mismatches,
        clock,
        output,
        lags,
        incomplete);
  }
}
