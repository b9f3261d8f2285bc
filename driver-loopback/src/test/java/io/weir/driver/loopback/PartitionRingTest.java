/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.AckHandler;
import io.weir.spi.RecordHandler;
import io.weir.spi.testkit.RecordedAnswers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class PartitionRingTest {
  private static final int CAPACITY = 8;

  /** What one reader was given: each record is its sequence as its only byte. */
  private static final class Reader implements RecordHandler {
    private final List<Long> sequences = new ArrayList<>();

    @Override
    public void onRecord(
        int topic,
        int partition,
        ByteBuffer key,
        ByteBuffer payload,
        long brokerTimestampMs,
        long receivedNs) {
      sequences.add((long) payload.get(0));
    }

    @Override
    public void onFailure(Throwable cause) {
      throw new AssertionError(cause);
    }
  }

  @Property(tries = 300)
  void everyReaderGetsEveryRecordInOrderHoweverStepsInterleave(
      @ForAll @Size(max = 120) List<@IntRange(min = 0, max = 4) Integer> steps) {
    PartitionRing ring = new PartitionRing(0, CAPACITY, () -> 0);
    RingCursor fast = ring.fromEarliest();
    RingCursor slow = ring.fromEarliest();
    Reader fastReader = new Reader();
    Reader slowReader = new Reader();
    RecordedAnswers answers = new RecordedAnswers();
    Backoff backoff = new Backoff();
    int appended = 0;
    for (int step : steps) {
      int held = appended - Math.min(answers.count(), slowReader.sequences.size());
      if (step <= 1 && held < CAPACITY && fastReader.sequences.size() > appended - CAPACITY) {
        append(ring, appended++, answers, backoff);
      } else if (step == 2) {
        ring.acknowledge();
      } else if (step == 3) {
        ring.deliver(fast, 0, CAPACITY, fastReader);
      } else {
        ring.deliver(slow, 0, 1, slowReader);
      }
    }
    ring.acknowledge();
    ring.deliver(fast, 0, CAPACITY, fastReader);
    while (ring.deliver(slow, 0, CAPACITY, slowReader) > 0) {
      // Until nothing is left.
    }
    List<Long> all = LongStream.range(0, appended).boxed().toList();
    assertThat(fastReader.sequences).isEqualTo(all);
    assertThat(slowReader.sequences).isEqualTo(all);
    assertThat(answers.acks()).extracting(RecordedAnswers.Ack::token).isEqualTo(all);
  }

  @Test
  void theEarliestRecordIsTheOldestThatIsStillHeld() {
    PartitionRing ring = new PartitionRing(0, CAPACITY, () -> 0);
    RecordedAnswers answers = new RecordedAnswers();
    Backoff backoff = new Backoff();
    for (int s = 0; s < 20; s++) {
      append(ring, s, answers, backoff);
      ring.acknowledge();
    }
    Reader reader = new Reader();
    ring.deliver(ring.fromEarliest(), 0, 2 * CAPACITY, reader);
    assertThat(reader.sequences).isNotEmpty().hasSizeLessThanOrEqualTo(CAPACITY).endsWith(19L);
    assertThat(reader.sequences).isSorted().doesNotHaveDuplicates();
  }

  @Test
  @Timeout(30)
  void anInterruptedPublisherDoesNotWaitForRoom() {
    PartitionRing ring = new PartitionRing(0, CAPACITY, () -> 0);
    RecordedAnswers answers = new RecordedAnswers();
    Backoff backoff = new Backoff();
    for (int s = 0; s < CAPACITY; s++) {
      append(ring, s, answers, backoff);
    }
    Thread.currentThread().interrupt();
    assertThat(ring.append(null, new byte[1], 0, 1, 99, answers, backoff)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aClosedRingTakesNoMore() {
    PartitionRing ring = new PartitionRing(0, CAPACITY, () -> 0);
    AckHandler answers = new RecordedAnswers();
    Backoff backoff = new Backoff();
    append(ring, 0, answers, backoff);
    ring.close();
    assertThat(ring.append(null, new byte[1], 0, 1, 99, answers, backoff)).isFalse();
  }

  private static void append(PartitionRing ring, int sequence, AckHandler acks, Backoff backoff) {
    byte[] payload = {(byte) sequence};
    assertThat(ring.append(null, payload, 0, 1, sequence, acks, backoff)).isTrue();
  }
}
