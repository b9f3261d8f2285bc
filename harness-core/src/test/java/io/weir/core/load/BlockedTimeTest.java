/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class BlockedTimeTest {
  private static final long MS = 1_000_000;

  @Example
  void oneLongStallIsSharedByTheRecordsBehindIt() {
    BlockedTime blocked = new BlockedTime(0);
    blocked.caughtUp(10 * MS);
    blocked.blocked(10 * MS, 3_010 * MS);
    assertThat(blocked.since(10 * MS)).isEqualTo(3_000 * MS);
    assertThat(blocked.since(1_010 * MS)).isEqualTo(2_000 * MS);
    assertThat(blocked.since(3_010 * MS)).isZero();
  }

  @Example
  void timeSpentElsewhereIsNotBlocked() {
    BlockedTime blocked = new BlockedTime(0);
    blocked.blocked(0, 1 * MS);
    // The thread was away for 50 ms.
    blocked.blocked(51 * MS, 52 * MS);
    assertThat(blocked.since(2 * MS)).isEqualTo(1 * MS);
    assertThat(blocked.since(30 * MS)).isEqualTo(1 * MS);
  }

  @Property(tries = 50)
  void agreesWithTheSumOfIntervalsWithinItsResolution(@ForAll long seed) {
    Random random = new Random(seed);
    BlockedTime blocked = new BlockedTime(0);
    List<long[]> intervals = new ArrayList<>();
    long now = 0;
    long query = 0;
    for (int i = 0; i < 40_000; i++) {
      long start = now + random.nextInt(20_000);
      long end = start + random.nextInt(random.nextInt(100) == 0 ? 5_000_000 : 50_000);
      blocked.blocked(start, end);
      intervals.add(new long[] {start, end});
      now = end;
      if (i % 2_000 == 1_999) {
        query += (now - query) / 3;
        long from = query;
        long exact =
            intervals.stream().mapToLong(x -> Math.max(0, x[1] - Math.max(x[0], from))).sum();
        // 4,096 checkpoints at worst over all the time that was noted.
        assertThat(blocked.since(query)).isCloseTo(exact, within(now / 2_000 + 100_000));
      }
    }
  }
}
