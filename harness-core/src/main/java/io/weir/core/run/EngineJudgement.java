/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.analysis.Evidence;
import io.weir.core.analysis.output.Change;
import io.weir.core.analysis.output.ExpectedRows;
import io.weir.core.analysis.output.Finding;
import io.weir.core.analysis.output.JudgedSpan;
import io.weir.core.analysis.output.OutputComparer;
import io.weir.core.analysis.output.OutputReport;
import io.weir.core.analysis.output.RowDecoder;
import io.weir.core.experiment.EngineSpec;
import io.weir.core.experiment.Phase;
import io.weir.core.measure.EventClock;
import io.weir.core.measure.LatencyMetric;
import io.weir.core.measure.LatencySeries;
import io.weir.core.measure.LatencyTotals;
import io.weir.core.measure.Origin;
import io.weir.core.measure.PhaseWindow;
import io.weir.core.measure.ResultLog;
import io.weir.core.results.EngineCsv;
import io.weir.core.results.EngineOutcome;
import io.weir.core.results.EngineSecond;
import io.weir.core.results.LatencyLog;
import io.weir.core.results.LatencySummary;
import io.weir.core.results.Quantiles;
import io.weir.core.results.RunDirectory;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ExpectedRow;
import io.weir.spi.Guarantee;
import io.weir.spi.Query;
import io.weir.spi.ResultSchema;
import io.weir.spi.ResultSchema.Mode;
import io.weir.spi.RowFormat;
import io.weir.spi.Settings;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Judges and times an engine's answers: reads what stands in the source topics, asks the oracle
 * what ought to have come of it, and compares that with what came.
 *
 * <p>In this order: {@link #readSource} when publishing has ended, which the engine may still be
 * working at; then, until {@link #complete} or a time limit, waiting; then {@link #judge}, when the
 * subscriber of the result topic is closed.
 *
 * <p>Thread contract: one thread; {@link #received} and {@link #lastReceivedNs} any.
 */
public final class EngineJudgement implements AutoCloseable {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long EXPECTED_MEMORY_BYTES = 48L << 20;

  /** After the last row that was expected: further copies of it would come now. */
  private static final long SETTLE_NS = 500_000_000;

  /** The shortest time without a record after which an engine is taken to be done. */
  private static final Duration LEAST_QUIET = Duration.ofSeconds(3);

  private final Parts parts;
  private final ResultSchema schema;
  private final ExpectedRows expected;
  private @Nullable SourceFacts source;

  /**
   * What is needed.
   *
   * @param directory of the run; files that are needed meanwhile are in it too
   * @param query that the engine was asked
   * @param workloadSettings of the query's workload, bound
   * @param engine what was asked of the engine
   * @param window where the measured window lies
   * @param openLoop whether intended times exist: without, rows are judged and not timed
   * @param origin start of the run, fixed
   * @param format how the job writes its rows
   * @param results what came of the result topic
   */
  public record Parts(
      RunDirectory directory,
      Query query,
      Settings workloadSettings,
      EngineSpec engine,
      PhaseWindow window,
      boolean openLoop,
      Origin origin,
      RowFormat format,
      ResultLog results) {}

  /**
   * What came of it.
   *
   * @param outcome for run.json
   * @param latencies of the measured window, for percentiles.csv
   * @param seconds the rows of engine.csv
   * @param evidence for the verdict
   * @param problems what kept the answers from being received or read whole: the run is incomplete
   */
  public record Answers(
      EngineOutcome outcome,
      List<LatencyTotals> latencies,
      List<EngineSecond> seconds,
      Evidence.Output evidence,
      List<String> problems) {
    public Answers {
      latencies = List.copyOf(latencies);
      seconds = List.copyOf(seconds);
      problems = List.copyOf(problems);
    }
  }

  public EngineJudgement(Parts parts) {
    this.parts = parts;
    this.schema = compared(parts.query().result(), parts.format());
    this.expected = new ExpectedRows(parts.directory().passing("expected"), EXPECTED_MEMORY_BYTES);
  }

  /** The result as the engine delivers it: a format may take back rows, or replace them by key. */
  static ResultSchema compared(ResultSchema result, RowFormat format) {
    Mode mode =
        switch (format) {
          case PLAIN -> result.mode();
          case KEYED -> result.key().isEmpty() ? result.mode() : Mode.UPSERT;
          case DEBEZIUM -> result.mode() == Mode.APPEND ? Mode.CHANGELOG : result.mode();
        };
    return new ResultSchema(result.columns(), result.key(), mode);
  }

  /**
   * Reads the source topics from their beginning and works out what ought to be answered. Once.
   *
   * @param over asked again and again: whether to end early
   * @throws UnavailableException if they cannot be read
   */
  public void readSource(BrokerCluster cluster, SourceReading.Source from, BooleanSupplier over) {
    SourceRecords records = records(from);
    new SourceReading(cluster, from).read(records, over);
    take(records);
  }

  /** What takes the records of the source topics. */
  SourceRecords records(SourceReading.Source from) {
    Query query = parts.query();
    return new SourceRecords(
        from.encodings(),
        from.partitions(),
        from.runTag(),
        from.closing(),
        parts.window(),
        query,
        parts.engine().watermarkDelay(),
        query.oracle(parts.workloadSettings()),
        expected);
  }

  /** Takes what was read, which is all. */
  void take(SourceRecords records) {
    source = records.facts();
  }

  /** Records and ticks in the source topics: what the engine has to have read. */
  public long sourceRecords() {
    SourceFacts read = source();
    return read.records() + read.ticks();
  }

  /** How many of them were due by when. */
  InputCurve inputCurve() {
    return source().curve();
  }

  /** Records of the result topic so far. */
  public long received() {
    return parts.results().records();
  }

  /**
   * When the last of them came, ns from the start of the run; {@link Long#MIN_VALUE} before the
   * first.
   */
  public long lastReceivedNs() {
    return parts.results().lastNs();
  }

  /**
   * True if nothing more is to come, as far as can be told from outside: as many rows have come as
   * are expected, where each comes once; or else nothing has come for longer than the engine may
   * keep results back.
   *
   * @param nowNs ns from the start of the run; not before publishing has ended
   */
  public boolean complete(long nowNs) {
    long quietNs = quietNs(nowNs);
    if (schema.mode() == Mode.APPEND) {
      // Where rows may have been written again, as many as are expected need not be all of them.
      long settleNs = disturbed() ? quietNs() : SETTLE_NS;
      return received() >= expected.count() && quietNs >= settleNs;
    }
    return quietNs >= quietNs();
  }

  /** How long nothing has come; before the first, since the window's end. */
  private long quietNs(long nowNs) {
    return nowNs - Math.max(lastReceivedNs(), parts.window().endNs());
  }

  /** The shortest time without a record after which this engine is taken to be done. */
  long leastQuietNs() {
    return quietNs();
  }

  /** True if as many rows have come as are expected, where that can be told. */
  boolean counted() {
    return schema.mode() == Mode.APPEND;
  }

  private boolean disturbed() {
    return parts.engine().fault().isPresent() || parts.engine().rescale().isPresent();
  }

  /** An engine that gives results free at checkpoints only is silent between them. */
  private long quietNs() {
    if (parts.engine().guarantee() != Guarantee.EXACTLY_ONCE) {
      return LEAST_QUIET.toNanos();
    }
    Duration betweenCheckpoints = parts.engine().checkpointInterval().multipliedBy(2);
    return Math.max(LEAST_QUIET.toNanos(), betweenCheckpoints.plusSeconds(1).toNanos());
  }

  private SourceFacts source() {
    if (source == null) {
      throw new IllegalStateException("the source topics have not been read");
    }
    return source;
  }

  /**
   * Compares, and writes engine.hlog and engine.csv. Once.
   *
   * @param endedNs when waiting for results ended, ns from the start of the run
   * @param unread true if the engine had not read all of its input then
   * @param further columns of engine.csv by name, their figures by second from the start of the run
   * @throws UnavailableException if a file cannot be written
   */
  public Answers judge(
      long endedNs, boolean unread, Map<String, ? extends Map<Long, Double>> further) {
    SourceFacts read = source();
    List<String> problems = problems(read);
    JudgedSpan span = span(read);
    Tally tally = new Tally(read.clock());
    RunDirectory directory = parts.directory();
    try (AnswerTimes times =
        new AnswerTimes(directory::passing, Math.max(0, endedNs) / SECOND_NS + 1)) {
      OutputReport report = compare(span, tally, times);
      List<EngineSecond> seconds = write(tally, times, further);
      List<LatencyTotals> latencies = times.totals();
      boolean arriving = quietNs(endedNs) < quietNs() && !allCame(report);
      return answers(report, read, tally, latencies, seconds, unread || arriving, problems);
    } catch (IOException e) {
      throw directory.unwritable(new UncheckedIOException(e));
    }
  }

  /** As many rows as are expected, of a result whose rows come once; copies do not count. */
  private boolean allCame(OutputReport report) {
    return !disturbed()
        && schema.mode() == Mode.APPEND
        && report.changes() - report.count(Finding.Kind.DUPLICATE) >= expected.count();
  }

  private List<String> problems(SourceFacts read) {
    List<String> problems = new ArrayList<>();
    parts
        .results()
        .failure()
        .ifPresent(
            e ->
                problems.add(
                    parts.results().dropped()
                        + " results could not be kept: "
                        + parts.directory().unwritable(new UncheckedIOException(e)).getMessage()));
    if (read.unclosed() > 0) {
      problems.add(
          "the closing ticks of "
              + read.unclosed()
              + " source partitions were not found: windows may not have closed");
    }
    return problems;
  }

  private boolean windowed() {
    return !parts.query().window().isZero();
  }

  private JudgedSpan span(SourceFacts read) {
    // Without a record of the cohort nothing is judged: no window lies in a span at the end of
    // time.
    JudgedSpan.EventSpan within =
        read.span().orElse(new JudgedSpan.EventSpan(Long.MAX_VALUE - 1, Long.MAX_VALUE));
    JudgedSpan span = new JudgedSpan(schema, windowed(), within.fromMs(), within.untilMs());
    Query query = parts.query();
    if (windowed() && !query.slide().isZero()) {
      span = span.ofWindows(query.window().toMillis(), query.slide().toMillis());
    }
    return span.without(read.excluded());
  }

  private OutputReport compare(JudgedSpan span, Tally tally, AnswerTimes times) throws IOException {
    long memoryBytes =
        Math.min(OutputComparer.DEFAULT_BUDGET_BYTES, Runtime.getRuntime().maxMemory() / 4);
    try (OutputComparer comparer =
        new OutputComparer(
            schema,
            parts.engine().guarantee(),
            span::judges,
            parts.directory().passing("compared"),
            memoryBytes,
            OutputComparer.DEFAULT_EXAMPLES)) {
      expected.forEach(row -> comparer.expect(row, span.judges(row)));
      RowDecoder decoder = new RowDecoder(schema);
      parts
          .results()
          .read(
              (key, value, receivedNs) -> {
                tally.received(receivedNs);
                take(comparer, decode(decoder, key, value, receivedNs));
              });
      return comparer.compare((row, receivedNs) -> tally.right(row, receivedNs, times));
    }
  }

  private RowDecoder.Decoded decode(
      RowDecoder decoder, byte @Nullable [] key, byte @Nullable [] value, long receivedNs) {
    return switch (parts.format()) {
      case PLAIN -> decoder.plain(value, receivedNs);
      case KEYED -> decoder.upsert(key, value, receivedNs);
      case DEBEZIUM -> decoder.debezium(value, receivedNs);
    };
  }

  private static void take(OutputComparer comparer, RowDecoder.Decoded decoded) throws IOException {
    if (decoded instanceof RowDecoder.Decoded.Changes changes) {
      for (Change change : changes.changes()) {
        comparer.arrived(change);
      }
    } else if (decoded instanceof RowDecoder.Decoded.Failed failed) {
      comparer.unreadable(failed.finding());
    }
  }

  /** What is counted of rows as they are told. */
  private final class Tally {
    private final EventClock clock;
    private final Map<Long, OptionalLong> windowDueNs = new TreeMap<>();
    private long[] received = new long[64];
    private int seconds;
    private long rightInWindow;

    Tally(EventClock clock) {
      this.clock = clock;
    }

    void received(long receivedNs) {
      int second = (int) Math.max(0, receivedNs / SECOND_NS);
      if (second >= received.length) {
        received = Arrays.copyOf(received, Math.max(second + 1, 2 * received.length));
      }
      received[second]++;
      seconds = Math.max(seconds, second + 1);
    }

    void right(ExpectedRow row, long receivedNs, AnswerTimes times) {
      if (parts.window().contains(receivedNs)) {
        rightInWindow++;
      }
      if (!parts.openLoop() || !parts.window().contains(row.anchorNs())) {
        return;
      }
      OptionalLong dueNs =
          windowed()
              ? windowDueNs.computeIfAbsent(row.untilMs(), this::dueNs)
              : OptionalLong.empty();
      times.add(
          receivedNs,
          receivedNs - row.anchorNs(),
          dueNs.isPresent()
              ? OptionalLong.of(receivedNs - dueNs.getAsLong())
              : OptionalLong.empty());
    }

    private OptionalLong dueNs(long windowEndMs) {
      return clock.offsetNs(windowEndMs + parts.engine().watermarkDelay().toMillis());
    }

    long receivedIn(long second) {
      return second >= 0 && second < seconds ? received[(int) second] : 0;
    }
  }

  private List<EngineSecond> write(
      Tally tally, AnswerTimes times, Map<String, ? extends Map<Long, Double>> further)
      throws IOException {
    long t0Ms = parts.origin().epochNs() / 1_000_000;
    try (LatencyLog log = LatencyLog.createForEngine(parts.directory(), parts.origin().epochNs());
        EngineCsv csv = EngineCsv.create(parts.directory(), further)) {
      long last = tally.seconds - 1L;
      for (Map<Long, Double> figures : further.values()) {
        last = Math.max(last, figures.keySet().stream().mapToLong(s -> s).max().orElse(-1));
      }
      Rows rows = new Rows(tally, csv);
      times.forEachSecond(
          (second, right, engine, emission) -> {
            rows.upTo(second);
            rows.add(second, right, engine, emission);
            append(log, LatencyMetric.ENGINE_LATENCY, engine, t0Ms + 1_000 * second);
            append(log, LatencyMetric.WINDOW_EMISSION_DELAY, emission, t0Ms + 1_000 * second);
          });
      rows.upTo(last + 1);
      csv.flush();
      return rows.written;
    }
  }

  private static void append(
      LatencyLog log, LatencyMetric metric, @Nullable Histogram interval, long startMs) {
    if (interval != null) {
      log.append(LatencySeries.of(Phase.WINDOW, metric), interval, startMs, startMs + 1_000);
    }
  }

  /** The rows of engine.csv, one for every second. */
  private static final class Rows {
    private final Tally tally;
    private final EngineCsv csv;
    private final List<EngineSecond> written = new ArrayList<>();
    private long next;

    Rows(Tally tally, EngineCsv csv) {
      this.tally = tally;
      this.csv = csv;
    }

    /** Seconds in which no row was right, before the next that has some. */
    void upTo(long second) {
      while (next < second) {
        add(next, 0, null, null);
      }
    }

    void add(long second, long right, @Nullable Histogram engine, @Nullable Histogram emission) {
      EngineSecond row =
          new EngineSecond(
              second, tally.receivedIn(second), right, quantiles(engine), quantiles(emission));
      csv.append(row);
      written.add(row);
      next = second + 1;
    }

    private static Quantiles quantiles(@Nullable Histogram of) {
      return of == null ? Quantiles.none() : Quantiles.of(of);
    }
  }

  private Answers answers(
      OutputReport report,
      SourceFacts read,
      Tally tally,
      List<LatencyTotals> latencies,
      List<EngineSecond> seconds,
      boolean stillBehind,
      List<String> problems) {
    EngineSpec engine = parts.engine();
    double windowSeconds = (parts.window().endNs() - parts.window().startNs()) / 1e9;
    double inHz = read.cohort() / windowSeconds;
    long worstNs = read.worstInversionMs() * 1_000_000;
    long delayNs = engine.watermarkDelay().toNanos();
    List<EngineOutcome.Findings> findings = new ArrayList<>();
    report
        .findings()
        .forEach(
            (kind, found) ->
                findings.add(
                    new EngineOutcome.Findings(
                        kind.text(),
                        found.count(),
                        report.isFault(kind),
                        found.examples().stream().map(f -> f.text(schema)).toList())));
    EngineOutcome outcome =
        new EngineOutcome(
            parts.query().name(),
            engine.guarantee(),
            schema.mode(),
            parts.format(),
            EngineOutcome.Result.valueOf(report.outcome().name()),
            stillBehind,
            new EngineOutcome.Rows(
                report.judged(),
                report.matched(),
                report.allowed(),
                received(),
                report.changes(),
                report.passedOver()),
            findings,
            new EngineOutcome.Input(
                read.records(),
                read.cohort(),
                read.ticks(),
                read.unclosed(),
                read.lateRecords(),
                read.lateWindows(),
                worstNs,
                delayNs),
            new EngineOutcome.Rates(inHz, tally.rightInWindow / windowSeconds),
            LatencySummary.of(latencies));
    Evidence.Output evidence =
        new Evidence.Output(
            engine.name(),
            report,
            new Evidence.Late(read.lateRecords(), read.lateWindows(), worstNs, delayNs),
            stillBehind,
            parts.query().window(),
            inHz,
            Optional.empty());
    return new Answers(outcome, latencies, seconds, evidence, problems);
  }

  /**
   * Removes the files that were needed meanwhile, those of the results too.
   *
   * @throws IOException if one cannot be removed
   */
  @Override
  public void close() throws IOException {
    try {
      expected.close();
    } finally {
      parts.results().close();
    }
  }
}
