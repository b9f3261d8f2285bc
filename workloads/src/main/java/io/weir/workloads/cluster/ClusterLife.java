/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.spi.BModel;
import io.weir.spi.Mix;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Makes up what happens in a cluster: jobs are submitted in bursts, their tasks scheduled, evicted,
 * updated, failed, killed or finished, some of them tried again. Rows come in the order of time.
 *
 * <p>The shapes are plausible, not fitted: submissions follow the b-model over seconds; three jobs
 * in four have one task, the others a number by a Pareto distribution; run times are log-normal.
 * Memory is that of the jobs and tasks alive, in proportion to the rate and whatever the number of
 * rows. Same plan, same rows. Not thread-safe.
 *
 * <p>What runs when the trace begins is as in equilibrium, so that the rate is level from the
 * start: as many tasks as arrive in the mean time that a task runs (J. D. C. Little, "A Proof for
 * the Queuing Formula L = λW", Operations Research 9(3), 1961), each met at an even moment of a run
 * that is met in proportion to its length. If their rows would be more than a {@value
 * #MOST_BEFORE}th of the plan's, they are fewer, and the rate rises first.
 */
final class ClusterLife {
  /** When the trace begins, µs: as in the published traces, ten minutes after its zero. */
  static final long BEGINS_US = 600_000_000;

  private static final int SUBMIT = 0;
  private static final int SCHEDULE = 1;
  private static final int EVICT = 2;
  private static final int FAIL = 3;
  private static final int FINISH = 4;
  private static final int KILL = 5;
  private static final int LOST = 6;
  private static final int UPDATE_PENDING = 7;
  private static final int UPDATE_RUNNING = 8;

  private static final int NOTHING_MISSING = -1;
  private static final int NO_END_KNOWN = 1;
  private static final int NO_CREATION_KNOWN = 2;

  private static final long SLOT_US = 1_000_000;
  private static final int BURST_LEVELS = 10;

  /** About what a job comes to, over both tables. */
  private static final double ROWS_OF_JOB = 13;

  private static final double ONE_TASK = 0.75;
  private static final int LEAST_TASKS = 2;
  private static final int MOST_TASKS = 500;
  private static final double PARETO = 1.2;
  private static final int MOST_TRIES = 5;
  private static final double FAILED_AGAIN = 0.6;
  private static final double DAY_US = 86_400e6;

  /** Shares of the runs by their end; the rest is {@link #LOST}. */
  private static final double FINISHED = 0.68;

  private static final double KILLED = 0.12;
  private static final double FAILED = 0.10;

  /** Of those whose priority is low; others finish. */
  private static final double EVICTED = 0.0995;

  private static final int MOST_EVICTABLE = 1;

  /** The most that a median is, µs. */
  private static final double MEDIAN_US = 60e6;

  private static final double SIGMA = 1.3;

  /** One row in so many at most is of what was there before the trace. */
  private static final int MOST_BEFORE = 10;

  private static final int[] PRIORITIES = {
    0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 4, 4, 4, 6, 8, 9, 9, 9, 10, 11
  };
  private static final String[] CPU = {
    "0.003125", "0.00625", "0.0125", "0.025", "0.03125", "0.0625", "0.125", "0.25", "0.5"
  };
  private static final String[] MEMORY = {
    "0.0004244",
    "0.001554",
    "0.003185",
    "0.00777",
    "0.01553",
    "0.0318",
    "0.0636",
    "0.1241",
    "0.2493"
  };
  private static final String[] DISK = {
    "0", "7.629e-06", "3.815e-05", "0.0001907", "0.0004244", "0.001907", "0.003815"
  };

  private final TraceGenerator.Plan plan;
  private final Rows rows;
  private final PriorityQueue<Happening> to =
      new PriorityQueue<>(
          Comparator.comparingLong(Happening::atUs).thenComparingLong(Happening::number));
  private long happenings;
  private long draws;
  private long nextJobId = 3_418_309;
  private long written;
  private long slotUs = BEGINS_US;
  private long burst;
  private BModel submissions;
  private int mostToCome;

  /** Takes rows. */
  interface Rows {
    /** One row, its fields in the order of the table's columns, without line end. */
    void add(TraceTable table, StringBuilder row);
  }

  /** A job and what its tasks have in common. */
  private static final class Job {
    final long id;
    final String user;
    final String name;
    final String logicalName;
    final int schedulingClass;
    final int priority;
    final String requests;
    final String differentMachines;
    int tasksLeft;
    boolean scheduled;
    boolean failed;
    boolean killed;

    Job(
        long id,
        String user,
        String name,
        String logicalName,
        int schedulingClass,
        int priority,
        String requests,
        String differentMachines,
        int tasks) {
      this.id = id;
      this.user = user;
      this.name = name;
      this.logicalName = logicalName;
      this.schedulingClass = schedulingClass;
      this.priority = priority;
      this.requests = requests;
      this.differentMachines = differentMachines;
      this.tasksLeft = tasks;
    }
  }

  /**
   * Something to come.
   *
   * @param atUs when
   * @param number of it: decides between things of one time
   * @param type the event
   * @param job whose
   * @param task of the job; −1 for the job's own submission
   * @param tries that the task has had before
   * @param machine that the task is on; 0 for none
   */
  private record Happening(
      long atUs, long number, int type, Job job, int task, int tries, long machine) {}

  ClusterLife(TraceGenerator.Plan plan, Rows rows) {
    this.plan = plan;
    this.rows = rows;
    this.submissions = burst(0);
  }

  /** Makes all rows of the plan. */
  void live() {
    beforeTheTrace();
    while (written < plan.rows()) {
      while (to.isEmpty() || slotUs <= to.peek().atUs()) {
        submitSlot();
      }
      happen(to.remove());
    }
  }

  /** The most that was to come at a time, for each task alive an event or two. */
  int mostToCome() {
    return mostToCome;
  }

  /** Jobs that run when the trace begins: how they came is not known, and their time is 0. */
  private void beforeTheTrace() {
    long left = Math.round(jobsOfBurst() * meanTasks() * meanRunsUs() / (SLOT_US << BURST_LEVELS));
    while (true) {
      long fitting = (plan.rows() / MOST_BEFORE - written - 2) / 2;
      if (left < 1 || fitting < 1) {
        return;
      }
      Job job = newJob();
      int tasks = (int) Math.min(job.tasksLeft, Math.min(left, fitting));
      left -= tasks;
      job.tasksLeft = tasks;
      job.scheduled = true;
      jobRow(TraceRow.BEFORE, NO_CREATION_KNOWN, job, SUBMIT);
      jobRow(TraceRow.BEFORE, NO_CREATION_KNOWN, job, SCHEDULE);
      for (int task = 0; task < tasks; task++) {
        long machine = machine();
        taskRow(TraceRow.BEFORE, NO_CREATION_KNOWN, job, task, 0, SUBMIT);
        taskRow(TraceRow.BEFORE, NO_CREATION_KNOWN, job, task, machine, SCHEDULE);
        runningBefore(job, task, machine);
      }
    }
  }

  /** Of a job, on average: the sum of the chances that it has k tasks at least. */
  private static double meanTasks() {
    double several = LEAST_TASKS;
    for (int k = LEAST_TASKS + 1; k <= MOST_TASKS; k++) {
      several += StrictMath.pow((double) LEAST_TASKS / k, PARETO);
    }
    return ONE_TASK + (1 - ONE_TASK) * several;
  }

  /** How long a task runs on average, all of its tries together. */
  private static double meanRunsUs() {
    double sum = 0;
    for (int priority : PRIORITIES) {
      double evicted = priority <= MOST_EVICTABLE ? EVICTED : 0;
      double meanMedianUs =
          FAILED * medianUs(FAIL)
              + evicted * medianUs(EVICT)
              + (1 - FAILED - evicted) * medianUs(FINISH);
      sum += meanMedianUs / (1 - evicted - FAILED * FAILED_AGAIN);
    }
    return sum / PRIORITIES.length * StrictMath.exp(SIGMA * SIGMA / 2);
  }

  private void submitSlot() {
    if (!submissions.hasNext()) {
      burst++;
      submissions = burst(burst);
    }
    for (long j = submissions.nextCount(); j > 0; j--) {
      add(slotUs + (long) (unit() * SLOT_US), SUBMIT, newJob(), -1, 0, 0);
    }
    slotUs += SLOT_US;
  }

  private BModel burst(long number) {
    return new BModel(
        jobsOfBurst(), BURST_LEVELS, plan.b(), Mix.of(plan.seed() ^ 0x6275727374L, number));
  }

  private long jobsOfBurst() {
    return Math.max(1, Math.round((1L << BURST_LEVELS) * plan.rowsHz() / ROWS_OF_JOB));
  }

  private void happen(Happening now) {
    long atUs = now.atUs();
    Job job = now.job();
    if (now.task() < 0) {
      jobRow(atUs, NOTHING_MISSING, job, SUBMIT);
      int tasks = job.tasksLeft;
      for (int task = 0; task < tasks; task++) {
        submitTask(atUs, job, task, 0);
      }
      return;
    }
    taskRow(
        atUs,
        now.type() == LOST ? NO_END_KNOWN : NOTHING_MISSING,
        job,
        now.task(),
        now.machine(),
        now.type());
    switch (now.type()) {
      case SUBMIT -> pending(atUs, job, now.task(), now.tries());
      case SCHEDULE -> {
        if (!job.scheduled) {
          job.scheduled = true;
          jobRow(atUs, NOTHING_MISSING, job, SCHEDULE);
        }
        running(atUs, job, now.task(), now.tries(), now.machine());
      }
      case UPDATE_PENDING, UPDATE_RUNNING -> {}
      default -> ended(now);
    }
  }

  private void submitTask(long atUs, Job job, int task, int tries) {
    taskRow(atUs, NOTHING_MISSING, job, task, 0, SUBMIT);
    pending(atUs, job, task, tries);
  }

  /** A task waits for a machine: the less its priority, the longer. */
  private void pending(long atUs, Job job, int task, int tries) {
    long waitUs = exponential(job.priority >= 9 ? 0.5e6 : 3e6);
    if (unit() < 0.01) {
      add(atUs + 1 + (long) (unit() * waitUs), UPDATE_PENDING, job, task, tries, 0);
    }
    add(atUs + 2 + waitUs, SCHEDULE, job, task, tries, machine());
  }

  /** A task runs: what becomes of it, and when. */
  private void running(long atUs, Job job, int task, int tries, long machine) {
    int end = endOfRun(job);
    running(atUs, job, task, tries, machine, end, logNormal(medianUs(end), SIGMA));
  }

  /**
   * A task is met running when the trace begins, the likelier the longer it runs. Weighted with its
   * value, a log-normal distribution is one again, its median exp(σ²) times as large; and means are
   * in proportion to medians, which weighs the ends.
   */
  private void runningBefore(Job job, int task, long machine) {
    int end = endOfRun(job);
    while (unit() * MEDIAN_US >= medianUs(end)) {
      end = endOfRun(job);
    }
    long lengthUs = logNormal(medianUs(end) * StrictMath.exp(SIGMA * SIGMA), SIGMA);
    running(BEGINS_US, job, task, 0, machine, end, (long) (unit() * lengthUs));
  }

  private int endOfRun(Job job) {
    double fate = unit();
    if (fate < FINISHED) {
      return FINISH;
    }
    if (fate < FINISHED + KILLED) {
      return KILL;
    }
    if (fate < FINISHED + KILLED + FAILED) {
      return FAIL;
    }
    if (fate < FINISHED + KILLED + FAILED + EVICTED) {
      return job.priority <= MOST_EVICTABLE ? EVICT : FINISH;
    }
    return LOST;
  }

  private static double medianUs(int end) {
    return end == FAIL ? 8e6 : end == EVICT ? 30e6 : MEDIAN_US;
  }

  private void running(
      long atUs, Job job, int task, int tries, long machine, int end, long runsUs) {
    if (unit() < 0.02) {
      add(atUs + 1 + (long) (unit() * runsUs), UPDATE_RUNNING, job, task, tries, machine);
    }
    add(atUs + 2 + runsUs, end, job, task, tries, machine);
  }

  private void ended(Happening end) {
    Job job = end.job();
    boolean again =
        end.type() == EVICT
            || (end.type() == FAIL && unit() < FAILED_AGAIN && end.tries() < MOST_TRIES);
    if (again) {
      add(end.atUs() + exponential(1e6), SUBMIT, job, end.task(), end.tries() + 1, 0);
      return;
    }
    job.failed |= end.type() == FAIL;
    job.killed |= end.type() == KILL;
    job.tasksLeft--;
    if (job.tasksLeft == 0) {
      jobRow(end.atUs(), NOTHING_MISSING, job, job.failed ? FAIL : job.killed ? KILL : FINISH);
    }
  }

  private void add(long atUs, int type, Job job, int task, int tries, long machine) {
    to.add(new Happening(atUs, happenings++, type, job, task, tries, machine));
    mostToCome = Math.max(mostToCome, to.size());
  }

  private Job newJob() {
    nextJobId += 1 + below(40);
    int priority = PRIORITIES[below(PRIORITIES.length)];
    int schedulingClass = priority >= 9 ? 2 + below(2) : below(3);
    int logical = below(plan.users() * 4);
    String requests =
        unit() < 0.005
            ? ",,"
            : CPU[below(CPU.length)]
                + ','
                + MEMORY[below(MEMORY.length)]
                + ','
                + DISK[below(DISK.length)];
    return new Job(
        nextJobId,
        hash(1, logical / 4),
        hash(2, nextJobId),
        hash(3, logical),
        schedulingClass,
        priority,
        requests,
        unit() < 0.05 ? "1" : "0",
        tasks());
  }

  private int tasks() {
    if (unit() < ONE_TASK) {
      return 1;
    }
    return (int) Math.min(MOST_TASKS, LEAST_TASKS * StrictMath.pow(1 - unit(), -1 / PARETO));
  }

  private void jobRow(long atUs, int missing, Job job, int type) {
    StringBuilder row = new StringBuilder(160);
    row.append(atUs).append(',');
    missing(row, missing);
    row.append(',').append(job.id).append(',').append(type);
    row.append(',').append(job.user).append(',').append(job.schedulingClass);
    row.append(',').append(job.name).append(',').append(job.logicalName);
    write(TraceTable.JOB_EVENTS, row);
  }

  private void taskRow(long atUs, int missing, Job job, int task, long machine, int type) {
    StringBuilder row = new StringBuilder(160);
    row.append(atUs).append(',');
    missing(row, missing);
    row.append(',').append(job.id).append(',').append(task).append(',');
    if (machine > 0) {
      row.append(machine);
    }
    row.append(',').append(type);
    row.append(',').append(job.user).append(',').append(job.schedulingClass);
    row.append(',').append(job.priority).append(',').append(job.requests);
    row.append(',').append(job.differentMachines);
    write(TraceTable.TASK_EVENTS, row);
  }

  private static void missing(StringBuilder row, int missing) {
    if (missing != NOTHING_MISSING) {
      row.append(missing);
    }
  }

  private void write(TraceTable table, StringBuilder row) {
    if (written < plan.rows()) {
      written++;
      rows.add(table, row);
    }
  }

  private long machine() {
    long number = below(plan.machines());
    return 350_003 * (number + 1) + Math.floorMod(Mix.of(plan.seed(), number), 350_000L);
  }

  /** A name as the traces have it: 32 bytes in Base64. */
  private String hash(int kind, long number) {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    for (int i = 0; i < 4; i++) {
      bytes.putLong(Mix.of(plan.seed() + kind, 4 * number + i));
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private double unit() {
    return Mix.unit(Mix.of(plan.seed(), draws++));
  }

  private int below(int bound) {
    return (int) (unit() * bound);
  }

  private long exponential(double mean) {
    return (long) (-mean * StrictMath.log(1 - unit()));
  }

  /** By the method of Box and Muller, one of the pair; a day at most. */
  private long logNormal(double median, double sigma) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit()));
    double normal = radius * StrictMath.cos(2 * StrictMath.PI * unit());
    return (long) Math.min(DAY_US, median * StrictMath.exp(sigma * normal));
  }
}
