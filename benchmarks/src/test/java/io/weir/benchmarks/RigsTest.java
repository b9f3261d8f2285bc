/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.benchmarks.PublishRig.AnsweredBy;
import io.weir.benchmarks.PublishRig.Loop;
import io.weir.benchmarks.ReceiveRig.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Benchmarks measure what they say: every record is sent, answered, received and recorded. */
@Timeout(60)
class RigsTest {
  private static final int RECORDS = 20 * DueSchedule.RECORDS;

  @ParameterizedTest
  @CsvSource({
    "1, OPEN, CALLER",
    "1, OPEN, THREAD",
    "7, CLOSED, CALLER",
    "500, OPEN, THREAD",
    "500, CLOSED, THREAD"
  })
  void everyPublishedRecordIsAcknowledgedAndRecorded(int publishers, Loop loop, AnsweredBy by)
      throws Exception {
    try (PublishRig rig = new PublishRig(publishers, loop, by)) {
      rig.publish(RECORDS);
      rig.collect();
      rig.publish(RECORDS);
      assertThatCode(rig::check).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyDeliveredRecordIsReceivedOnceAndInOrder(Order order) throws Exception {
    for (int publishers : new int[] {1, 500}) {
      try (ReceiveRig rig = new ReceiveRig(publishers, order)) {
        rig.prepare();
        rig.deliver();
        rig.collect();
        rig.prepare();
        rig.deliver();
        assertThatCode(rig::check).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void recordsDeliveredTwiceAreNotTakenForOthers() throws Exception {
    try (ReceiveRig rig = new ReceiveRig(3, Order.SCHEDULE)) {
      rig.prepare();
      rig.deliver();
      rig.deliver();
      assertThatThrownBy(rig::check)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("received: " + ReceiveRig.RECORDS + " of " + 2 * ReceiveRig.RECORDS);
    }
  }

  @Test
  void everyPieceRuns() throws Exception {
    Pieces pieces = new Pieces();
    pieces.open();
    for (int i = 0; i < 10_000; i++) {
      pieces.clock();
      pieces.histogram();
      pieces.inFlight();
      pieces.payload();
      pieces.evenSpacing();
      pieces.linearSpacing();
      pieces.receivedLedger();
      pieces.reordering();
    }
    pieces.collect();
    pieces.close();
  }

  @Test
  void benchmarksOpenAndClose() throws Exception {
    PublishPath publish = new PublishPath();
    publish.publishers = 10;
    publish.answeredBy = AnsweredBy.THREAD;
    publish.loop = Loop.OPEN;
    publish.open();
    publish.record();
    publish.collect();
    publish.close();

    ReceivePath receive = new ReceivePath();
    receive.publishers = 10;
    receive.order = Order.PARTITIONS;
    receive.open();
    receive.prepare();
    receive.record();
    receive.collect();
    receive.close();
  }
}
