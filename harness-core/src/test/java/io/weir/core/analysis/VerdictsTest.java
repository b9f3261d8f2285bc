/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.core.analysis.output.Finding;
import io.weir.core.analysis.output.OutputReport;
import io.weir.core.results.ThreadShare.Role;
import io.weir.spi.DurabilityReport;
import io.weir.spi.ResultSchema;
import io.weir.spi.Schema;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictsTest {
  private final Evidences run = new Evidences();

  private List<Verdict> verdicts() {
    return judged().stream().map(VerdictReason::verdict).toList();
  }

  private List<VerdictReason> judged() {
    return Verdicts.judge(run.build());
  }

  private String sentence() {
    return judged().get(0).sentence();
  }

  @Test
  void underBurstsTheTimeBehindDecidesWhoWasLateNotTheShareOfRecords() {
    // In one second of ten nearly all records come; the thread was on a CPU throughout it.
    Evidences run = new Evidences();
    run.load = new Evidence.Load(false, false, 1_000, 60);
    Lags.Side never = new Lags.Side(List.of(), List.of(), List.of());
    run.lags = Optional.of(new Lags(never, Map.of("sub-0", never)));
    run.lateness = Optional.of(new Evidence.Lateness(2e6, 9e6, 0.95, 0.1, 101, 100));
    run.threads(Evidences.thread(Role.LOAD, 0.10, 0));
    assertThat(Verdicts.judge(run.build()))
        .extracting(VerdictReason::verdict)
        .contains(Verdict.GENERATOR_LIMITED)
        .doesNotContain(Verdict.SATURATED);
    // Asleep in the client throughout it.
    run.threads(Evidences.thread(Role.LOAD, 0.01, 0));
    assertThat(Verdicts.judge(run.build()))
        .extracting(VerdictReason::verdict)
        .contains(Verdict.SATURATED);
    // Waiting for a CPU for most of it.
    run.threads(Evidences.thread(Role.LOAD, 0.02, 0.06));
    assertThat(Verdicts.judge(run.build()))
        .extracting(VerdictReason::verdict)
        .contains(Verdict.HOST_CONTENDED);
  }

  @Test
  void aRunThatNothingSpeaksAgainstIsValid() {
    assertThat(verdicts()).containsExactly(Verdict.VALID);
    assertThat(sentence()).doesNotContain("transient");
  }

  // The trigger: p99 schedule delay > max(1 ms, 10% of median publish latency)

  @Test
  void lateMeansMoreThanAMillisecondWhenLatencyIsLow() {
    run.lateness = Optional.of(Evidences.late(2e6, 1e6, 0.02, 0, 1));
    assertThat(verdicts()).containsExactly(Verdict.VALID);

    run.lateness = Optional.of(Evidences.late(2e6, 1e6 + 1, 0.02, 0, 1));
    assertThat(verdicts()).containsExactly(Verdict.GENERATOR_LIMITED);
  }

  @Test
  void lateMeansMoreThanATenthOfTheMedianWhenLatencyIsHigh() {
    run.lateness = Optional.of(Evidences.late(50e6, 5e6, 0.02, 0, 1));
    assertThat(verdicts()).containsExactly(Verdict.VALID);

    run.lateness = Optional.of(Evidences.late(50e6, 5e6 + 1, 0.02, 0, 1));
    assertThat(verdicts()).containsExactly(Verdict.GENERATOR_LIMITED);
    assertThat(sentence()).contains("5.000 ms");
  }

  @Test
  void blockedLoadIsTheSystemsUnlessAClientThreadIsAtItsLimit() {
    run.lateness = Optional.of(Evidences.late(2e6, 9e6, 0.5, 101, 100));
    run.threads(Evidences.thread(Role.ACK, 0.8999, 0), Evidences.thread(Role.LOAD, 0.5, 0.2));
    assertThat(verdicts()).containsExactly(Verdict.SATURATED);

    run.threads(Evidences.thread(Role.ACK, 0.90, 0));
    assertThat(verdicts()).containsExactly(Verdict.CLIENT_LIMITED);
    assertThat(sentence()).contains("ack-0", "90.0%", "9.000 ms");
  }

  @Test
  void aLoadThreadThatHardlySleptWasNotBlocked() {
    run.lateness = Optional.of(Evidences.late(2e9, 9e9, 1, 300, 100));
    run.threads(Evidences.thread(Role.ACK, 0.95, 0), Evidences.thread(Role.LOAD, 0.48, 0.01));
    assertThat(verdicts()).containsExactly(Verdict.CLIENT_LIMITED);

    run.threads(Evidences.thread(Role.ACK, 0.95, 0), Evidences.thread(Role.LOAD, 0.5, 0.01));
    assertThat(verdicts()).containsExactly(Verdict.GENERATOR_LIMITED);
    assertThat(sentence()).contains("75.0%", "not blocked");

    run.threads(Evidences.thread(Role.ACK, 0.95, 0), Evidences.thread(Role.LOAD, 0.4, 0.2));
    assertThat(verdicts()).containsExactly(Verdict.HOST_CONTENDED);
  }

  @Test
  void aClosedLoopIsLimitedByAFullThread() {
    run.load = new Evidence.Load(false, true, 0, 60);
    run.lateness = Optional.empty();
    run.threads(Evidences.thread(Role.ACK, 0.89, 0), Evidences.thread(Role.LOAD, 0.89, 0));
    assertThat(verdicts()).containsExactly(Verdict.VALID);

    run.threads(Evidences.thread(Role.ACK, 0.90, 0), Evidences.thread(Role.LOAD, 0.99, 0));
    assertThat(verdicts()).containsExactly(Verdict.CLIENT_LIMITED);

    run.threads(Evidences.thread(Role.ACK, 0.89, 0), Evidences.thread(Role.LOAD, 0.90, 0));
    assertThat(verdicts()).containsExactly(Verdict.GENERATOR_LIMITED);
  }

  @Test
  void aLoadThreadThatWasPreemptedInsideTheClientWasNotBlocked() {
    run.lateness = Optional.of(Evidences.late(2e6, 9e8, 0.4, 300, 100));
    run.threads(Evidences.thread(Role.LOAD, 0.1, 0.19));
    assertThat(verdicts()).containsExactly(Verdict.SATURATED);

    run.threads(Evidences.thread(Role.LOAD, 0.1, 0.2));
    assertThat(verdicts()).containsExactly(Verdict.HOST_CONTENDED);
  }

  @Test
  void inDoubtTheHarnessIsToBlame() {
    run.lateness = Optional.of(Evidences.late(2e6, 9e6, 0.5, 100, 100));

    assertThat(verdicts()).containsExactly(Verdict.GENERATOR_LIMITED);
  }

  @Test
  void aLoadThreadThatWaitedForACpuBlamesTheHost() {
    run.lateness = Optional.of(Evidences.late(2e6, 9e6, 0.5, 0, 100));
    run.threads(Evidences.thread(Role.LOAD, 0.5, 0.0499), Evidences.thread(Role.ACK, 0.5, 0.9));
    assertThat(verdicts()).containsExactly(Verdict.GENERATOR_LIMITED);

    run.threads(Evidences.thread(Role.LOAD, 0.5, 0.05), Evidences.thread(Role.LOAD, 0.5, 0));
    assertThat(verdicts()).containsExactly(Verdict.HOST_CONTENDED);
  }

  @Test
  void aShorterWaitBlamesTheHostIfItIsHalfOfTheLateness() {
    run.lateness = Optional.of(Evidences.late(2e6, 9e6, 0.02, 0, 100));
    run.threads(Evidences.thread(Role.LOAD, 0.5, 0.0099));
    assertThat(verdicts()).containsExactly(Verdict.GENERATOR_LIMITED);

    run.threads(Evidences.thread(Role.LOAD, 0.5, 0.01));
    assertThat(verdicts()).containsExactly(Verdict.HOST_CONTENDED);
  }

  @Test
  void whatTheHarnessDidNotOfferIsNotHeldAgainstTheSystem() {
    run.lateness = Optional.of(Evidences.late(2e6, 9e9, 1, 0, 100));
    run.ackedHz = 500;
    run.deliveredHz = 500;
    run.publishBacklog = Evidences.line(500);

    assertThat(verdicts()).containsExactly(Verdict.GENERATOR_LIMITED);
  }

  // Goodput and backlog

  @Test
  void lessThanNinetyNinePercentAcknowledgedIsSaturated() {
    run.ackedHz = 990;
    assertThat(verdicts()).containsExactly(Verdict.VALID);

    run.ackedHz = 989.99;
    assertThat(verdicts()).containsExactly(Verdict.SATURATED);
    assertThat(sentence()).contains("990.0 records/s", "1,000.0 records/s offered", "99%");
  }

  @Test
  void lessThanNinetyNinePercentDeliveredIsSaturated() {
    run.deliveredHz = 990;
    assertThat(verdicts()).containsExactly(Verdict.VALID);

    run.deliveredHz = 989.99;
    assertThat(verdicts()).containsExactly(Verdict.SATURATED);
    assertThat(sentence()).contains("sub-0");
  }

  @Test
  void aBacklogThatGrowsFasterThanHalfAPercentIsSaturated() {
    run.publishBacklog = Evidences.line(4.99);
    assertThat(verdicts()).containsExactly(Verdict.VALID);

    run.publishBacklog = Evidences.line(5.01);
    assertThat(verdicts()).containsExactly(Verdict.SATURATED);
    assertThat(judged().get(0).figures())
        .hasEntrySatisfying(
            "publish_backlog_slope_hz", v -> assertThat(v).isCloseTo(5.01, within(1e-9)));

    run.publishBacklog = Evidences.flat(2, 60);
    run.consumeBacklog = Evidences.line(5.01);
    assertThat(verdicts()).containsExactly(Verdict.SATURATED);
  }

  @Test
  void aChangingRateIsJudgedByNetGrowthAlone() {
    run.load = new Evidence.Load(false, false, 1_000, 60);
    run.ackedHz = 900;
    run.deliveredHz = 900;
    // A burst in the middle that was worked off.
    run.publishBacklog =
        SecondSeries.of(
            IntStream.range(0, 60).mapToDouble(s -> s > 20 && s < 50 ? 9_000 : 1).toArray());
    run.publishMedianNs = run.publishBacklog;
    assertThat(verdicts()).containsExactly(Verdict.VALID);

    run.publishBacklog = Evidences.line(5.01);
    assertThat(verdicts()).containsExactly(Verdict.SATURATED);
  }

  @Test
  void aSubscriberAtItsLimitIsNotHeldAgainstTheBroker() {
    run.threads(Evidences.thread(Role.RECEIVE, 0.8999, 0));
    assertThat(verdicts()).containsExactly(Verdict.VALID);

    run.threads(Evidences.thread(Role.RECEIVE, 0.90, 0));
    run.deliveredHz = 500;
    run.consumeBacklog = Evidences.line(500);
    assertThat(verdicts()).containsExactly(Verdict.SUBSCRIBER_LIMITED);

    run.ackedHz = 500;
    assertThat(verdicts()).containsExactly(Verdict.SATURATED, Verdict.SUBSCRIBER_LIMITED);
  }

  @Test
  void aClosedLoopHasNoLatenessNoOfferAndNoSteadyState() {
    run.load = new Evidence.Load(false, true, 0, 60);
    run.lateness = Optional.of(Evidences.late(2e6, 9e9, 1, 100, 0));
    run.publishMedianNs = Evidences.line(1e6);
    run.publishBacklog = Evidences.line(500);

    assertThat(verdicts()).containsExactly(Verdict.VALID);
    assertThat(sentence()).contains("closed loop");
  }

  // The ledger

  @Test
  void oneLostRecordIsLost() {
    run.delivery = new Evidence.Delivery("sub-0", 60_000, 1, 0, 0);
    assertThat(verdicts()).containsExactly(Verdict.LOST);
    assertThat(sentence())
        .isEqualTo("1 acknowledged records never reached sub-0, of 60,000 acknowledged.");

    run.expectation = new Evidence.Expectation(true, false, false);
    assertThat(verdicts()).containsExactly(Verdict.VALID);
  }

  @Test
  void duplicatesAndReorderingCountAgainstTheGuaranteeAskedFor() {
    run.delivery = new Evidence.Delivery("sub-0", 60_000, 0, 1, 1);
    assertThat(verdicts()).containsExactly(Verdict.DUPLICATED, Verdict.REORDERED);

    run.expectation = new Evidence.Expectation(false, true, false);
    assertThat(verdicts()).containsExactly(Verdict.REORDERED);

    run.expectation = new Evidence.Expectation(false, false, true);
    assertThat(verdicts()).containsExactly(Verdict.DUPLICATED);
  }

  // The oracle

  private static final ResultSchema BAG =
      new ResultSchema(
          List.of(Schema.Field.of("n", Schema.Type.INT64)), List.of(), ResultSchema.Mode.APPEND);

  private static final ResultSchema BY_KEY =
      new ResultSchema(BAG.columns(), List.of("n"), ResultSchema.Mode.UPSERT);

  private static final Evidence.Late PUNCTUAL = new Evidence.Late(0, 0, 0, 100_000_000);

  private static OutputReport report(
      ResultSchema schema, long judged, boolean duplicatesAllowed, Finding.Kind... kinds) {
    Map<Finding.Kind, OutputReport.Findings> findings = new EnumMap<>(Finding.Kind.class);
    for (Finding.Kind kind : kinds) {
      findings.put(kind, new OutputReport.Findings(3, List.of()));
    }
    return new OutputReport(
        schema, judged, 0, judged, Math.max(0, judged - 3), 0, duplicatesAllowed, findings);
  }

  private static Evidence.Output answers(OutputReport report, boolean stillBehind) {
    return new Evidence.Output(
        "flink", report, PUNCTUAL, stillBehind, Duration.ZERO, 1_000, Optional.empty());
  }

  private Evidence.Output backlog(SecondSeries series) {
    return answers(report(BAG, 100, false), false).withBacklog(series);
  }

  @ParameterizedTest
  @EnumSource
  void anyRowThatDiffersIsWrongOutput(Finding.Kind kind) {
    run.output = Optional.of(answers(report(BAG, 1_234, false, kind), false));

    assertThat(verdicts()).containsExactly(Verdict.WRONG_OUTPUT);
    assertThat(sentence())
        .isEqualTo(
            "The answers of flink differ from what its input gives: 1,231 of 1,234 rows were"
                + " right; 3 "
                + kind.text()
                + ".");
    assertThat(judged().get(0).figures())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("judged", 1234.0, "right", 1231.0, kind.text(), 3.0));
  }

  @Test
  void rightAnswersAndDuplicatesThatAreAllowedAreNoFault() {
    run.output = Optional.of(answers(report(BAG, 100, false), false));
    assertThat(verdicts()).containsExactly(Verdict.VALID);

    run.output = Optional.of(answers(report(BAG, 100, true, Finding.Kind.DUPLICATE), false));
    assertThat(verdicts()).containsExactly(Verdict.VALID);
  }

  @Test
  void rowsOfAnEngineThatIsStillAtWorkAreNotMissing() {
    OutputReport missing = report(BAG, 100, false, Finding.Kind.MISSING);
    run.output = Optional.of(answers(missing, true));
    assertThat(verdicts()).containsExactly(Verdict.SATURATED);
    assertThat(sentence())
        .isEqualTo(
            "flink was still at work when waiting for it ended: 97 of 100 rows were there and"
                + " right, and of 3 it had not said its last.");

    run.load = new Evidence.Load(false, true, 0, 60);
    assertThat(verdicts()).containsExactly(Verdict.INCOMPLETE);
  }

  @Test
  void whatIsFinalIsWrongThoughTheEngineIsStillAtWork() {
    run.output =
        Optional.of(
            answers(report(BAG, 100, false, Finding.Kind.MISSING, Finding.Kind.EXTRA), true));
    assertThat(verdicts()).containsExactly(Verdict.SATURATED, Verdict.WRONG_OUTPUT);
    assertThat(judged().get(1).sentence()).contains("3 extra").doesNotContain("missing");

    // The value of a key may change as long as the engine works.
    run.output =
        Optional.of(
            answers(report(BY_KEY, 100, false, Finding.Kind.MISSING, Finding.Kind.WRONG), true));
    assertThat(verdicts()).containsExactly(Verdict.SATURATED);

    run.output = Optional.of(answers(report(BY_KEY, 100, false, Finding.Kind.UNREADABLE), true));
    assertThat(verdicts()).containsExactly(Verdict.WRONG_OUTPUT);
  }

  @Test
  void inputIsLateBeyondTheWatermarkDelay() {
    run.output =
        Optional.of(
            new Evidence.Output(
                "flink",
                report(BAG, 100, false),
                new Evidence.Late(1_000, 2, 150_000_000, 100_000_000),
                false,
                Duration.ofSeconds(1),
                1_000,
                Optional.empty()));

    assertThat(verdicts()).containsExactly(Verdict.LATE_INPUT);
    assertThat(sentence())
        .isEqualTo(
            "A partition's event time went back by up to 150.000 ms, more than the watermark delay"
                + " of 100.000 ms; for 1,000 late records 2 windows were left out.");
  }

  @Test
  void nothingJudgedIsIncompleteAndSaysWhatToDo() {
    run.load = new Evidence.Load(true, false, 1_000, 30);
    run.output =
        Optional.of(
            new Evidence.Output(
                "flink",
                report(BAG, 0, false),
                PUNCTUAL,
                false,
                Duration.ofMinutes(1),
                1_000,
                Optional.empty()));
    assertThat(verdicts()).containsExactly(Verdict.INCOMPLETE);
    assertThat(sentence())
        .isEqualTo(
            "No answer was judged: no window of 60s with rows lies wholly within the measured window"
                + " of 30s: take a longer --duration.");

    run.output = Optional.of(answers(report(BAG, 0, false), false));
    assertThat(sentence()).contains("answers nothing to the records");

    run.output =
        Optional.of(
            new Evidence.Output(
                "flink",
                report(BAG, 0, false),
                PUNCTUAL,
                false,
                Duration.ZERO,
                0,
                Optional.empty()));
    assertThat(sentence()).contains("none of the measured window's records");
  }

  @Test
  void anEngineThatFallsBehindIsSaturatedByTheRuleOfASubscription() {
    run.output = Optional.of(backlog(Evidences.flat(5, 60)));
    assertThat(verdicts()).containsExactly(Verdict.VALID);
    run.output = Optional.of(backlog(Evidences.line(4.9)));
    assertThat(verdicts()).containsExactly(Verdict.VALID);

    run.output = Optional.of(backlog(Evidences.line(5.1)));
    assertThat(verdicts()).containsExactly(Verdict.SATURATED);
    assertThat(sentence()).startsWith("The backlog of the engine flink grew by 5.1 records/s");
    assertThat(judged().get(0).figures()).containsKey("engine_backlog_slope_lower_hz");

    run.load = new Evidence.Load(false, false, 1_000, 60);
    assertThat(verdicts()).containsExactly(Verdict.SATURATED);
    run.load = new Evidence.Load(true, true, 1_000, 60);
    assertThat(verdicts()).containsExactly(Verdict.VALID);
  }

  // The rest of the table

  @Test
  void aDurabilityMismatchNamesTheSetting() {
    run.mismatches =
        List.of(
            new DurabilityReport.Setting(
                "topic weir", "flush.messages", Optional.of("1"), Optional.of("10000")));

    assertThat(verdicts()).containsExactly(Verdict.DURABILITY_MISMATCH);
    assertThat(sentence()).contains("flush.messages of topic weir is 10000 and not 1");
  }

  @Test
  void clocksMayBeApartByATenthOfTheMedian() {
    run.clock = new Evidence.Clock(OptionalLong.of(300_000), OptionalLong.of(3_000_000), 0);
    assertThat(verdicts()).containsExactly(Verdict.VALID);

    run.clock = new Evidence.Clock(OptionalLong.of(300_001), OptionalLong.of(3_000_000), 0);
    assertThat(verdicts()).containsExactly(Verdict.CLOCK_UNCERTAIN);
  }

  @Test
  void aLatencyThatCannotBeCastsDoubtOnTheClock() {
    run.clock = new Evidence.Clock(OptionalLong.empty(), OptionalLong.of(3_000_000), 1);

    assertThat(verdicts()).containsExactly(Verdict.CLOCK_UNCERTAIN);
  }

  @Test
  void aTrendOfMoreThanATwentiethOfTheMedianIsUnstable() {
    run.publishMedianNs = rising(0.049);
    assertThat(verdicts()).containsExactly(Verdict.VALID);

    run.publishMedianNs = rising(0.051);
    assertThat(verdicts()).containsExactly(Verdict.UNSTABLE);
    assertThat(sentence()).contains("publish latency", "rose", "5.1%");

    run.publishMedianNs = Evidences.flat(2e6, 60);
    run.endToEndMedianNs = rising(-0.051);
    assertThat(verdicts()).containsExactly(Verdict.UNSTABLE);
    assertThat(sentence()).contains("end-to-end latency of sub-0", "fell");
  }

  @Test
  void aChangeOfLevelIsUnstable() {
    // Alternating, so that the slope's interval holds zero and the step alone tells.
    run.publishMedianNs =
        SecondSeries.of(
            IntStream.range(0, 60)
                .mapToDouble(s -> (s < 45 ? 2e6 : 3e6) * (1 + 0.1 * (s % 2)))
                .toArray());

    assertThat(verdicts()).containsExactly(Verdict.UNSTABLE);
    assertThat(sentence()).contains("45 s into the window", "changed its level");
  }

  @Test
  void aStallIsATransientThatTheVerdictMentions() {
    run.publishMedianNs =
        SecondSeries.of(
            IntStream.range(0, 60)
                .mapToDouble(s -> s >= 30 && s < 33 ? 2e9 : 2e6 * (1 + 0.01 * (s % 2)))
                .toArray());

    assertThat(verdicts()).containsExactly(Verdict.VALID);
    assertThat(sentence()).contains("In 3 of 60 seconds", "transient");
    assertThat(judged().get(0).figures()).containsEntry("transient_seconds", 3.0);
  }

  @Test
  void aShortRunIsNotGuessedAt() {
    run.publishMedianNs = SecondSeries.of(IntStream.range(1, 30).asDoubleStream().toArray());
    run.endToEndMedianNs = run.publishMedianNs;

    assertThat(verdicts()).containsExactly(Verdict.VALID);
    assertThat(sentence()).contains("cannot be told from 29 seconds", "30");

    run.publishMedianNs = SecondSeries.of(IntStream.range(1, 31).asDoubleStream().toArray());
    assertThat(verdicts()).containsExactly(Verdict.UNSTABLE);
  }

  @Test
  void oneFailedOrUnansweredRecordIsAnError() {
    run.errors = Map.of("TIMEOUT", 1L, "OTHER", 0L);
    assertThat(verdicts()).containsExactly(Verdict.ERRORS);
    assertThat(sentence()).contains("1 timeout").doesNotContain("other");

    run.errors = Map.of("TIMEOUT", 0L);
    assertThat(verdicts()).containsExactly(Verdict.VALID);

    run.unanswered = 1;
    assertThat(verdicts()).containsExactly(Verdict.ERRORS);
    assertThat(sentence()).contains("1 never answered");
  }

  @Test
  void aRunThatDidNotEndIsNotJudgedByWhatItCouldNotMeasure() {
    run.incomplete = Optional.of("stopped by the user.");
    run.ackedHz = 1;
    run.delivery = new Evidence.Delivery("sub-0", 60_000, 500, 0, 0);
    run.lateness = Optional.of(Evidences.late(2e6, 9e9, 1, 0, 100));
    run.errors = Map.of("TIMEOUT", 2L);

    assertThat(verdicts()).containsExactly(Verdict.ERRORS, Verdict.INCOMPLETE);
    assertThat(judged().get(1).sentence()).contains("stopped by the user");
  }

  @Test
  void reasonsComeInTheOrderOfTheTable() {
    run.errors = Map.of("TIMEOUT", 2L);
    run.delivery = new Evidence.Delivery("sub-0", 60_000, 1, 1, 1);
    run.deliveredHz = 1;
    run.threads(Evidences.thread(Role.RECEIVE, 0.1, 0));
    run.clock = new Evidence.Clock(OptionalLong.empty(), OptionalLong.empty(), 1);

    assertThat(verdicts())
        .containsExactly(
            Verdict.SATURATED,
            Verdict.LOST,
            Verdict.DUPLICATED,
            Verdict.REORDERED,
            Verdict.CLOCK_UNCERTAIN,
            Verdict.ERRORS);
  }

  @Test
  void latenessCountsRecordsThatWereOnTime() {
    Histogram delay = new Histogram(1, 3_600_000_000_000L, 3);
    delay.recordValueWithCount(10_000_000, 9);
    delay.recordValueWithCount(1_000, 1);
    Histogram latency = new Histogram(1, 3_600_000_000_000L, 3);
    latency.recordValueWithCount(2_000, 100);

    Evidence.Lateness few = Evidence.Lateness.of(latency, delay, 990, 0, 0, 7, 8);
    Evidence.Lateness many = Evidence.Lateness.of(latency, delay, 890, 0, 0, 7, 8);
    Evidence.Lateness over = Evidence.Lateness.of(latency, delay, 0, 1_000, 0, 7, 8);

    assertThat(few.p99ScheduleDelayNs()).isZero();
    assertThat(few.lateShare()).isEqualTo(0.009);
    assertThat(many.p99ScheduleDelayNs()).isCloseTo(1_000, within(1.0));
    assertThat(over.p99ScheduleDelayNs()).isGreaterThan(3.5e12);
    assertThat(over.lateShare()).isCloseTo(1_009.0 / 1_010, within(1e-12));
    assertThat(few.medianPublishLatencyNs()).isCloseTo(2_000, within(2.0));
  }

  /** From below to above 2 ms by this share of the median, in a line. */
  private static SecondSeries rising(double share) {
    return SecondSeries.of(
        IntStream.range(0, 60).mapToDouble(s -> 2e6 * (1 + share * (s - 29.5) / 59)).toArray());
  }
}
