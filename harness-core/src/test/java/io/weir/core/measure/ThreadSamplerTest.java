/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ThreadSamplerTest {

  private static final int PATIENCE = 1_000_000;

  private final List<Sample> samples = new ArrayList<>();
  private final ThreadSampler sampler = new ThreadSampler(() -> 3, samples::add);

  @BeforeEach
  void onlyWhereTheKernelTells() {
    assumeTrue(Files.isReadable(Path.of("/proc/thread-self/schedstat")));
  }

  @Test
  void aSpinningThreadUsesCpuAndItsLastReadingOutlivesIt() throws Exception {
    AtomicBoolean spinning = new AtomicBoolean(true);
    CountDownLatch registered = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              sampler.register("load-0", ThreadRole.LOAD);
              registered.countDown();
              while (spinning.get()) {
                Thread.onSpinWait();
              }
            });
    thread.start();
    try {
      assertThat(registered.await(10, TimeUnit.SECONDS)).isTrue();
      List<ThreadUsage> before = sampler.snapshot();
      long usedNs = 0;
      for (int i = 0; i < PATIENCE && usedNs < 20_000_000; i++) {
        usedNs = sampler.since(before).get(0).cpuNs();
      }
      assertThat(usedNs).isGreaterThanOrEqualTo(20_000_000);
    } finally {
      spinning.set(false);
      thread.join(10_000);
    }
    assertThat(thread.isAlive()).isFalse();
    ThreadUsage last = sampler.snapshot().get(0);
    assertThat(last.name()).isEqualTo("load-0");
    assertThat(last.role()).isEqualTo(ThreadRole.LOAD);
    assertThat(last.cpuNs()).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void samplesNameTheRoleAndTheThread() {
    sampler.register("receive-1", ThreadRole.RECEIVE);
    sampler.sample();
    assertThat(samples)
        .extracting(Sample::source, Sample::entity, Sample::name, Sample::unit, Sample::atNs)
        .containsExactly(
            tuple("thread", "receive/receive-1", "cpu_total", "s", 3L),
            tuple("thread", "receive/receive-1", "run_queue_total", "s", 3L));
    assertThat(samples.get(0).value()).isPositive();
  }

  @Test
  void aThreadMayHaveSeveralRolesAndThreadsMayShareAName() {
    sampler.register("load-0", ThreadRole.LOAD);
    List<ThreadUsage> before = sampler.snapshot();
    sampler.register("load-0", ThreadRole.ACK);
    sampler.register("load-0", ThreadRole.ACK);

    List<ThreadUsage> used = sampler.since(before);

    assertThat(used)
        .extracting(ThreadUsage::role)
        .containsExactly(ThreadRole.LOAD, ThreadRole.ACK, ThreadRole.ACK);
    assertThat(used.get(0).cpuNs()).isLessThan(used.get(1).cpuNs());
  }

  @Test
  void aThreadLowersItsOwnSlackAlone() throws Exception {
    List<Long> slacks = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              TimerSlack.lowerOwn().ifPresent(slacks::add);
              TimerSlack.ownNs().ifPresent(slacks::add);
            });
    long formerNs = TimerSlack.ownNs().orElse(0);
    thread.start();
    thread.join(10_000);
    assertThat(slacks).containsExactly(formerNs, 1L);
    assertThat(TimerSlack.ownNs()).hasValue(formerNs);
  }
}
