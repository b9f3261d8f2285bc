/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.measure.AckedLedger;
import io.weir.core.measure.LedgerBudget;
import io.weir.core.measure.LedgerLayout;
import io.weir.core.measure.Origin;
import io.weir.core.measure.PhaseWindow;
import io.weir.core.measure.Recorders;
import io.weir.spi.AckHandler;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AckWatchTest {
  private static final long T0_NS = 1_000_000;

  @TempDir Path directory;
  private final Origin origin = new Origin();
  private LoadPublisher publisher;
  private AckWatch watch;
  private AckHandler answers;

  @BeforeEach
  void open() {
    origin.set(T0_NS);
    LedgerLayout layout = new LedgerLayout(1, 0, 0);
    publisher =
        new LoadPublisher(
            0,
            2,
            16,
            origin,
            new Recorders(new PhaseWindow(0, 0), List.of(), true, lane -> {}),
            new AckedLedger(layout, LedgerBudget.standard(), directory),
            new PublishErrors());
    watch = new AckWatch(2, origin);
    answers = watch.watching(publisher);
  }

  @Test
  void anAnswerToARecordSentBeforeTheFaultTellsNothing() {
    send(0, 100);
    send(1, 500);
    watch.begin(500);

    ack(0, 0, 600);
    ack(1, 0, 700);

    assertThat(watch.first()).isEmpty();
    assertThat(publisher.unanswered()).isEmpty();
  }

  @Test
  void theEarliestAnswerToALaterRecordCounts() {
    watch.begin(500);
    send(0, 501);
    send(1, 502);
    send(2, 503);

    ack(2, 1, 950);
    ack(1, 0, 920);
    ack(0, 0, 900);

    assertThat(watch.first()).hasValue(900);
    assertThat(watch.allPartitions()).hasValue(950);
  }

  @Test
  void aPartitionThatNeverAnswersLeavesTheWholeOpen() {
    watch.begin(500);
    send(0, 501);
    send(1, 502);

    ack(0, 1, 800);
    answers.onError(1, AckHandler.ErrorKind.TIMEOUT, new IllegalStateException());

    assertThat(watch.first()).hasValue(800);
    assertThat(watch.allPartitions()).isEmpty();
    assertThat(publisher.unanswered()).isEmpty();
  }

  @Test
  void anAnswerFromAnUnknownPartitionIsOneAllTheSame() {
    watch.begin(500);
    send(0, 501);

    ack(0, -1, 800);

    assertThat(watch.first()).hasValue(800);
    assertThat(watch.allPartitions()).isEmpty();
  }

  @Test
  void beforeTheFaultNothingIsLookedAt() {
    send(0, 501);

    ack(0, 0, 800);

    assertThat(watch.first()).isEmpty();
  }

  private void send(long sequence, long sentNs) {
    publisher.inFlight.claim(sequence, sentNs, sentNs);
  }

  private void ack(long sequence, int partition, long atNs) {
    answers.onAck(sequence, partition, T0_NS + atNs);
  }
}
