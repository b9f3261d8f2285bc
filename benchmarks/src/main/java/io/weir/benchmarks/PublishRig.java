/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.benchmarks;

import io.weir.core.experiment.Defaults;
import io.weir.core.experiment.KeySpec;
import io.weir.core.experiment.Pacing;
import io.weir.core.experiment.Partitioner;
import io.weir.core.experiment.Phase;
import io.weir.core.experiment.RunSpec.PayloadSpec;
import io.weir.core.load.LoadPublisher;
import io.weir.core.load.LoadThread;
import io.weir.core.load.LoadThread.OpenPublisher;
import io.weir.core.load.PayloadSource;
import io.weir.core.load.PublishErrors;
import io.weir.core.load.Schedule;
import io.weir.core.load.Stop;
import io.weir.core.measure.AckedLedger;
import io.weir.core.measure.EpochClock;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LedgerBudget;
import io.weir.core.measure.LedgerLayout;
import io.weir.core.measure.LedgerSet;
import io.weir.core.measure.LedgerSubscription;
import io.weir.core.measure.LedgerTotals;
import io.weir.core.measure.Origin;
import io.weir.core.measure.PhaseWindow;
import io.weir.core.measure.ReceivedLedger;
import io.weir.core.measure.Recorders;
import io.weir.core.measure.Reordering;
import io.weir.spi.AckHandler;
import io.weir.spi.Encoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A load thread over a client that only answers: every step of production on the way of a record,
 * from the schedule to the recorded acknowledgement, and nothing of a broker.
 *
 * <p>Thread contract: one thread.
 */
public final class PublishRig implements AutoCloseable {
  private static final int RECORD_BYTES = 100;
  private static final int RUN_TAG = 0x57454952;

  private final EpochClock clock = new EpochClock();
  private final Origin origin = new Origin();
  private final Stop stop = new Stop();
  private final Gate gate = new Gate();
  private final PublishErrors errors = new PublishErrors();
  private final List<LoadPublisher> publishers = new ArrayList<>();
  private final Path spill;
  private final boolean openLoop;
  private final Answers answers;
  private final Recorders recorders;
  private final LedgerLayout layout;
  private final LedgerSet ledgers;
  private final Thread thread;
  private long passed;

  /** Who answers. */
  public enum AnsweredBy {
    /** The load thread itself, inside the call that hands the record over. */
    CALLER,
    /** Another thread, in batches. */
    THREAD
  }

  /** What fixes the intended times. */
  public enum Loop {
    /** A schedule. */
    OPEN,
    /** The answers. */
    CLOSED
  }

  /**
   * @param count of publishers, all of one load thread
   */
  public PublishRig(int count, Loop loop, AnsweredBy answeredBy) throws IOException {
    this.spill = Files.createTempDirectory("weir-benchmark");
    this.openLoop = loop == Loop.OPEN;
    this.answers =
        answeredBy == AnsweredBy.CALLER
            ? new InlineAnswers(clock, gate)
            : new ThreadAnswers(clock, gate, Defaults.TOTAL_IN_FLIGHT);
    PhaseWindow window = new PhaseWindow(0, Long.MAX_VALUE);
    this.layout =
        openLoop ? new LedgerLayout(count, 0, Long.MAX_VALUE / 2) : LedgerLayout.closedLoop(count);
    this.recorders = new Recorders(window, List.of(), openLoop, lane -> {});
    AckedLedger acked = new AckedLedger(layout, LedgerBudget.standard(), spill.resolve("acked"));
    this.ledgers =
        new LedgerSet(
            layout,
            acked,
            List.of(
                new LedgerSubscription(
                    "none",
                    new ReceivedLedger(layout, LedgerBudget.standard(), spill.resolve("received")),
                    new Reordering(layout, Defaults.PARTITIONS))),
            System::nanoTime);
    AnsweringPublisher.Allowance allowance = new AnsweringPublisher.Allowance(gate, answers);
    List<OpenPublisher> open = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      LoadPublisher load =
          new LoadPublisher(
              p,
              Defaults.PARTITIONS,
              Defaults.maxInFlight(count),
              origin,
              recorders,
              acked,
              errors);
      publishers.add(load);
      open.add(new OpenPublisher(load, List.of(new AnsweringPublisher(p, answers, allowance))));
    }
    answers.answerTo(publishers.toArray(AckHandler[]::new));
    origin.set(clock.epochNs());
    Optional<Schedule> schedule =
        openLoop ? Optional.of(new DueSchedule(clock, origin)) : Optional.empty();
    LoadThread load =
        new LoadThread(
            open,
            count,
            schedule,
            new PayloadSource(
                new PayloadSpec(RECORD_BYTES, KeySpec.none(), Defaults.COMPRESSIBILITY),
                Defaults.SEED),
            new LoadThread.Setup(
                clock,
                origin,
                Pacing.PRECISE,
                Partitioner.HARNESS,
                recorders,
                stop,
                RUN_TAG,
                window,
                layout,
                List.of(Encoding.BINARY)));
    this.thread =
        new Thread(
            () -> {
              allowance.await();
              load.run();
            },
            "weir-load");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Publishes records and returns when all are answered.
   *
   * @param records a multiple of {@link DueSchedule#RECORDS}
   */
  public void publish(int records) throws InterruptedException {
    gate.pass(records);
    passed += records;
  }

  /** What a run's observer does once a second. */
  public void collect() {
    recorders.collect();
    ledgers.maintain();
  }

  /**
   * Compares what was measured with what was published; to be called last.
   *
   * @throws IllegalStateException if a record is missing anywhere
   */
  public void check() {
    long[] sent = publishers.stream().mapToLong(LoadPublisher::sent).toArray();
    layout.complete(sent);
    recorders.collect();
    Checks.equal("answers without a record", 0, errors.unexpectedAnswers());
    Checks.equal("failed records", 0, errors.counts().size());
    Checks.equal("sent", passed, recorders.sendLanes().get(0).sent(Phase.WINDOW));
    Checks.equal(
        "acknowledged",
        passed,
        recorders.ackLanes().stream().mapToLong(lane -> lane.acked(Phase.WINDOW)).sum());
    Checks.recorded(recorders, LatencyMetric.PUBLISH_SERVICE_TIME, passed);
    if (openLoop) {
      Checks.recorded(recorders, LatencyMetric.SCHEDULE_DELAY, passed);
      Checks.recorded(recorders, LatencyMetric.PUBLISH_LATENCY, passed);
    }
    for (LoadPublisher publisher : publishers) {
      Checks.equal("unanswered", 0, publisher.unanswered().length);
    }
    LedgerTotals totals = Checks.window(ledgers.totals(sent));
    Checks.equal("sent by the ledger", passed, totals.sent());
    Checks.equal("acknowledged by the ledger", passed, totals.acked());
  }

  /** Ends the load thread, and removes what the ledgers left. */
  @Override
  public void close() throws IOException {
    stop.request();
    gate.open();
    Gate.join(thread);
    answers.close();
    ledgers.close();
    Files.deleteIfExists(spill);
  }
}
