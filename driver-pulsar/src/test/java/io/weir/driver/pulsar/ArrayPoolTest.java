/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ArrayPoolTest {
  @Test
  void whatWasGivenBackIsHandedOutAgainOnce() {
    ArrayPool pool = new ArrayPool();
    byte[] first = pool.take(10);
    pool.give(first);
    assertThat(pool.take(10)).isSameAs(first);
    assertThat(pool.take(10)).isNotSameAs(first);
  }

  @Test
  void anotherLengthGetsAnArrayOfItsOwn() {
    ArrayPool pool = new ArrayPool();
    pool.give(new byte[10]);
    assertThat(pool.take(11)).hasSize(11);
    assertThat(pool.take(0)).isEmpty();
  }

  @Test
  void moreThanFitAreLeftToTheCollector() {
    ArrayPool pool = new ArrayPool();
    Set<byte[]> given = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 10_000; i++) {
      byte[] array = new byte[1];
      given.add(array);
      pool.give(array);
    }
    Set<byte[]> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 10_000; i++) {
      assertThat(taken.add(pool.take(1))).isTrue();
    }
    taken.retainAll(given);
    assertThat(taken).hasSize(4_096);
  }

  /** The taker writes its name into the array: another's name would be a second hand-out. */
  @Test
  @Timeout(60)
  void noArrayIsInTwoHandsWhileThreadsGiveBack() throws InterruptedException {
    ArrayPool pool = new ArrayPool();
    BlockingQueue<byte[]> inUse = new ArrayBlockingQueue<>(64);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    int rounds = 200_000;
    Thread[] givers = new Thread[2];
    for (int g = 0; g < givers.length; g++) {
      givers[g] =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < rounds / 2; i++) {
                    byte[] array = inUse.take();
                    if (array[0] != 1) {
                      throw new AssertionError("taken twice");
                    }
                    array[0] = 0;
                    pool.give(array);
                  }
                } catch (InterruptedException | AssertionError e) {
                  failure.set(e);
                }
              });
      givers[g].start();
    }
    for (int i = 0; i < rounds && failure.get() == null; i++) {
      byte[] array = pool.take(1);
      assertThat(array[0]).isZero();
      array[0] = 1;
      inUse.put(array);
    }
    for (Thread giver : givers) {
      giver.join();
    }
    assertThat(failure.get()).isNull();
  }
}
