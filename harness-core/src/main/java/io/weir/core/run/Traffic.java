/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import io.weir.core.experiment.LoadAssignment;
import io.weir.core.experiment.RunSpec;
import io.weir.core.experiment.Units;
import io.weir.core.load.Arrivals;
import io.weir.core.load.DueCounter;
import io.weir.core.load.LoadPublisher;
import io.weir.core.load.LoadThread;
import io.weir.core.load.LoadThread.OpenPublisher;
import io.weir.core.load.PublishErrors;
import io.weir.core.load.Schedules;
import io.weir.core.load.Stop;
import io.weir.core.load.Ticks;
import io.weir.core.measure.OrderProbe;
import io.weir.core.measure.Origin;
import io.weir.core.measure.Recorders;
import io.weir.core.measure.TimerSlack;
import io.weir.spi.AckHandler;
import io.weir.spi.BrokerCluster;
import io.weir.spi.ConfigValue;
import io.weir.spi.Encoding;
import io.weir.spi.NanoClock;
import io.weir.spi.OpenWorkload;
import io.weir.spi.Publisher;
import io.weir.spi.PublisherSpec;
import io.weir.spi.StreamSpec;
import io.weir.spi.Subscriber;
import io.weir.spi.SubscriberSpec;
import io.weir.spi.SubscriberSpec.Isolation;
import io.weir.spi.SubscriberSpec.Start;
import io.weir.spi.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/**
 * The clients and load threads of one run in this process: opens them, starts and ends the load.
 *
 * <p>Thread contract: one thread controls; {@link #stopLoad} may be called by any.
 */
final class Traffic implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final RunSpec spec;
  private final BrokerCluster cluster;
  private final ClassLoader pluginLoader;
  private final NanoClock clock;
  private final Ledgers ledgers;
  private final Recorders recorders;
  private final Origin origin;
  private final int runTag;
  private final LoadAssignment assignment;
  private final List<String> topics;
  private final OpenWorkload workload;

  /** By subscription; empty if the global order is not measured. */
  private final List<OrderProbe> order;

  private final List<Encoding> encodings;
  private final Schedules schedules;
  private final Stop stop = new Stop();

  /** Requested once the load threads have flushed, so that closing ticks come behind records. */
  private final Stop ticksStop = new Stop();

  private final PublishErrors errors = new PublishErrors();
  private final List<OpenPublisher> publishers = new ArrayList<>();

  /** Every client that publishes. */
  private final List<List<Publisher>> opened = new ArrayList<>();

  private Optional<Ticks> ticks = Optional.empty();
  private Optional<Thread> ticksThread = Optional.empty();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean publishersClosed;
  private volatile long stoppedAtNs = Long.MAX_VALUE;
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  Traffic(
      RunSpec spec,
      BrokerCluster cluster,
      ClassLoader pluginLoader,
      NanoClock clock,
      Ledgers ledgers,
      Recorders recorders,
      Origin origin,
      int runTag,
      LoadAssignment assignment,
      List<String> topics,
      OpenWorkload workload,
      Schedules schedules,
      List<OrderProbe> order) {
    this.spec = spec;
    this.cluster = cluster;
    this.pluginLoader = pluginLoader;
    this.clock = clock;
    this.ledgers = ledgers;
    this.recorders = recorders;
    this.origin = origin;
    this.runTag = runTag;
    this.assignment = assignment;
    this.topics = topics;
    this.workload = workload;
    this.order = List.copyOf(order);
    this.encodings = encodings(workload, topics);
    this.schedules = schedules;
  }

  /** Opens every subscriber and waits until each subscription is settled. */
  void openSubscribers(List<String> subscriptions, String groupPrefix, Duration timeLimit) {
    for (int s = 0; s < subscriptions.size(); s++) {
      for (int i = 0; i < spec.topics().subscribers(); i++) {
        SubscriberSpec subscriber =
            new SubscriberSpec(
                topics,
                spec.topics().partitions(),
                groupPrefix + subscriptions.get(s),
                i,
                spec.topics().subscribers(),
                spec.topics().kind(),
                Isolation.READ_UNCOMMITTED,
                Start.EARLIEST);
        Arrivals arrivals =
            new Arrivals(
                s,
                encodings,
                spec.topics().partitions(),
                assignment.publishers(),
                runTag,
                origin,
                recorders,
                ledgers.received(s),
                ledgers.reordering(s),
                order.isEmpty() ? Optional.empty() : Optional.of(order.get(s)),
                failures::add);
        subscribers.add(cluster.openSubscriber(subscriber, arrivals));
      }
    }
    long deadlineNs = System.nanoTime() + timeLimit.toNanos();
    for (Subscriber subscriber : subscribers) {
      Duration left = Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()));
      if (!subscriber.awaitReady(left)) {
        throw new UnavailableException(
            "the subscribers were not assigned their partitions within "
                + Units.text(timeLimit)
                + "; see the brokers' logs");
      }
    }
  }

  /** Opens every publisher of this process. */
  void openPublishers() {
    openPublishers(load -> load);
  }

  /**
   * Opens every publisher of this process.
   *
   * @param answers what takes the answers of each, and hands them on to it
   */
  void openPublishers(Function<LoadPublisher, AckHandler> answers) {
    for (int p : assignment.publishersHere()) {
      LoadPublisher load =
          new LoadPublisher(
              p,
              spec.topics().partitions(),
              spec.load().maxInFlight(),
              origin,
              recorders,
              ledgers.acked(),
              errors);
      AckHandler handler = answers.apply(load);
      List<Publisher> clients = new ArrayList<>();
      // Known at once, so that what was opened is closed even if the next cannot be opened.
      opened.add(clients);
      for (String topic : topicsOf(p)) {
        clients.add(cluster.openPublisher(publisher(topic, p), handler));
      }
      publishers.add(new OpenPublisher(load, clients));
    }
  }

  /** A topic for each stream; where there is one stream only, topics are shared out. */
  private List<String> topicsOf(int publisher) {
    return workload.streams().size() == 1 ? List.of(topics.get(publisher % topics.size())) : topics;
  }

  private static List<Encoding> encodings(OpenWorkload workload, List<String> topics) {
    List<StreamSpec> streams = workload.streams();
    return streams.size() == 1
        ? Collections.nCopies(topics.size(), streams.get(0).encoding())
        : streams.stream().map(StreamSpec::encoding).toList();
  }

  private PublisherSpec publisher(String topic, int index) {
    return new PublisherSpec(
        topic,
        spec.topics().partitions(),
        index,
        assignment.publishers(),
        spec.load().maxInFlight(),
        spec.broker().durability(),
        spec.tuning());
  }

  /**
   * Opens what publishes ticks, if the workload has event time.
   *
   * @param closingAheadMs how far the last ticks' event time is ahead
   */
  void openTicks(long closingAheadMs) {
    List<StreamSpec> streams = workload.streams();
    List<Ticks.Stream> ticked = new ArrayList<>();
    // One walk over the schedule, used by the one thread of the ticks.
    LongUnaryOperator dueAt =
        schedules
            .open()
            .<LongUnaryOperator>map(schedule -> new DueCounter(schedule)::dueAt)
            .orElse(offsetNs -> nextIndex());
    Ticks all =
        new Ticks(
            ticked,
            workload.newSource(),
            dueAt,
            spec.topics().partitions(),
            runTag,
            closingAheadMs,
            clock,
            origin,
            ticksStop);
    List<Publisher> clients = new ArrayList<>();
    opened.add(clients);
    for (int s = 0; s < streams.size(); s++) {
      if (streams.get(s).timed()) {
        Publisher client = cluster.openPublisher(publisher(topics.get(s), 0), all);
        clients.add(client);
        ticked.add(new Ticks.Stream(s, streams.get(s).encoding(), client));
      }
    }
    if (!ticked.isEmpty()) {
      ticks = Optional.of(all);
      ticksThread = Optional.of(addThread(all, "weir-ticks"));
    }
  }

  /** In a closed loop: below this, every record of this process has been sent. */
  private long nextIndex() {
    return publishers.stream()
        .mapToLong(p -> p.load().sent() * assignment.publishers() + p.load().index())
        .min()
        .orElse(0);
  }

  /** What publishes ticks, if anything does. */
  Optional<Ticks> ticks() {
    return ticks;
  }

  /** Makes the load threads and all that they publish from. */
  void prepare() {
    LoadThread.Setup setup =
        new LoadThread.Setup(
            clock,
            origin,
            spec.load().pacing(),
            spec.load().partitioner(),
            recorders,
            stop,
            runTag,
            schedules.plan().window(),
            ledgers.layout(),
            workload.streams().stream().map(StreamSpec::encoding).toList());
    int lanes = Math.min(spec.load().loadThreads(), publishers.size());
    for (int t = 0; t < lanes; t++) {
      List<OpenPublisher> own = new ArrayList<>();
      for (int i = t; i < publishers.size(); i += lanes) {
        own.add(publishers.get(i));
      }
      LoadThread load =
          new LoadThread(
              own, assignment.publishers(), schedules.open(), workload.newSource(), setup);
      Thread unused = addThread(load, "weir-load-" + t);
    }
  }

  private Thread addThread(Runnable work, String name) {
    Thread thread =
        new Thread(
            () -> {
              // A plain park wakes up to 50 µs late otherwise.
              OptionalLong unused = TimerSlack.lowerOwn();
              try {
                work.run();
              } catch (RuntimeException | Error e) {
                failures.add(e);
              }
            },
            name);
    thread.setContextClassLoader(pluginLoader);
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  /** Starts the load threads; load begins at the origin, which is fixed now. */
  void start() {
    threads.forEach(Thread::start);
  }

  /** Asks the load threads to end. */
  void stopLoad() {
    if (!stop.requested()) {
      stoppedAtNs = origin.offsetNs(clock.epochNs());
    }
    stop.request();
    threads.forEach(LockSupport::unpark);
  }

  /** When load was told to end; far off before that. */
  long stoppedAtNs() {
    return stoppedAtNs;
  }

  /**
   * Waits for the load threads to end, and has the ticks end behind them; false if some are still
   * blocked in a client.
   */
  boolean joinLoad(Duration limit) throws InterruptedException {
    long deadlineNs = System.nanoTime() + limit.toNanos();
    for (Thread thread : threads) {
      if (ticksThread.filter(t -> t == thread).isEmpty()) {
        join(thread, deadlineNs);
      }
    }
    ticksStop.request();
    if (ticksThread.isPresent()) {
      LockSupport.unpark(ticksThread.get());
      join(ticksThread.get(), deadlineNs);
    }
    return threads.stream().noneMatch(Thread::isAlive);
  }

  private static void join(Thread thread, long deadlineNs) throws InterruptedException {
    long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
    if (thread.getState() != Thread.State.NEW) {
      thread.join(Math.max(1, leftMs));
    }
  }

  /** Records handed to clients so far, by publisher; 0 for those of other processes. */
  long[] sent() {
    long[] sent = new long[assignment.publishers()];
    publishers.forEach(p -> sent[p.load().index()] = p.load().sent());
    return sent;
  }

  /** By publisher: every sequence below has its answer. */
  long[] settledBelow() {
    long[] settled = new long[assignment.publishers()];
    publishers.forEach(p -> settled[p.load().index()] = p.load().settledBelow());
    return settled;
  }

  /** Notes every record that has no answer in the ledger. Once, when no more are expected. */
  void noteUnanswered() {
    for (OpenPublisher publisher : publishers) {
      for (long sequence : publisher.load().unanswered()) {
        ledgers.acked().unanswered(publisher.load().index(), sequence);
      }
    }
  }

  Recorders recorders() {
    return recorders;
  }

  PublishErrors errors() {
    return errors;
  }

  /** What went wrong in load threads and subscribers. */
  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /** Effective client configurations: of the first publisher and the first subscriber. */
  Map<String, Map<String, ConfigValue>> configurations() {
    Map<String, Map<String, ConfigValue>> all = new TreeMap<>();
    if (!publishers.isEmpty()) {
      all.put("publisher", publishers.get(0).clients().get(0).configuration());
    }
    if (!subscribers.isEmpty()) {
      all.put("subscriber", subscribers.get(0).configuration());
    }
    return all;
  }

  /** Ends delivery, then publishing. After this nothing is recorded any more. */
  @Override
  public void close() {
    stopLoad();
    closeAll(subscribers);
    closePublishers();
    try {
      joinLoad(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends publishing: what has no answer by now gets none. Load must have been stopped. */
  void closePublishers() {
    if (!publishersClosed) {
      publishersClosed = true;
      closeAll(opened.stream().flatMap(List::stream).toList());
    }
  }

  private void closeAll(List<? extends AutoCloseable> clients) {
    List<Thread> closers = new ArrayList<>();
    // Clients take seconds to give up on a dead broker: side by side, not one after the other.
    int lanes = Math.min(8, clients.size());
    for (int lane = 0; lane < lanes; lane++) {
      int first = lane;
      Thread closer =
          new Thread(
              () -> {
                for (int i = first; i < clients.size(); i += lanes) {
                  close(clients.get(i));
                }
              },
              "weir-close-" + lane);
      closer.setContextClassLoader(pluginLoader);
      closer.setDaemon(true);
      closer.start();
      closers.add(closer);
    }
    for (Thread closer : closers) {
      try {
        closer.join(CLOSE_LIMIT.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void close(AutoCloseable client) {
    try {
      client.close();
    } catch (Exception e) {
      failures.add(e);
    }
  }
}
