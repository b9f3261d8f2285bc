/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import java.time.Duration;

/** Every default of a run, in one place, with the reason. */
public final class Defaults {
  /**
   * Low enough for any laptop; high enough for stable percentiles within seconds. Not 1,000: at the
   * default linger that would be a {@link LingerResonance}.
   */
  public static final long RATE_PER_SECOND = 500;

  /** The JIT compilers of client and broker are busy for about this long on two cores. */
  public static final Duration WARMUP = Duration.ofSeconds(30);

  /** The measured window: a minute holds several flushes and collections of a broker. */
  public static final Duration WINDOW = Duration.ofSeconds(60);

  /** Load goes on this long at least, so that the last of the cohort meets a loaded system. */
  public static final Duration COOLDOWN = Duration.ofSeconds(1);

  /** How long the cohort may take to arrive before it is given up. */
  public static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);

  /** The size that most published comparisons use. */
  public static final int RECORD_BYTES = 1024;

  public static final int TOPICS = 1;
  public static final int PARTITIONS = 4;
  public static final int PUBLISHERS = 1;
  public static final int SUBSCRIPTIONS = 1;
  public static final int SUBSCRIBERS = 1;
  public static final int LOAD_THREADS = 1;

  /** Half of each payload repeats: between random bytes and text. */
  public static final double COMPRESSIBILITY = 0.5;

  public static final int KEYS = 10_000;
  public static final double ZIPF_EXPONENT = 0.99;

  /**
   * Unanswered records over all publishers; each gets an equal share, at least {@link
   * #LEAST_IN_FLIGHT}.
   */
  public static final int TOTAL_IN_FLIGHT = 1 << 17;

  public static final int LEAST_IN_FLIGHT = 1 << 6;

  public static final int BATCH_BYTES = 128 * 1024;
  public static final Duration LINGER = Duration.ofMillis(1);
  public static final long PENDING_BYTES = 64L << 20;

  public static final long SEED = 42;

  public static final int ENGINE_NODES = 1;

  /**
   * The same on every machine, so that runs compare; and on a few cores further tasks would contend
   * with the broker beside them.
   */
  public static final int PARALLELISM = 1;

  /**
   * Under at-least-once a checkpoint holds no result back: only so often that a failure replays
   * little.
   */
  public static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

  /** Results are seen once their checkpoint is complete: what it adds to their latency is its. */
  public static final Duration EXACTLY_ONCE_CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

  /**
   * The workloads' event times never go back; partitions mix what publishers send side by side, out
   * of order by as much as one is behind another: a publisher that waits for its broker, or for a
   * CPU, is soon tenths of a second behind the ticks. If it is more, the verdict LATE_INPUT says
   * so. How soon windows are answered is counted from when the delay has passed.
   */
  public static final Duration WATERMARK_DELAY = Duration.ofSeconds(1);

  /** What engines work on where the user names no workload: records with fields. */
  public static final String ENGINE_WORKLOAD = "robots";

  /** Load goes on for so long beyond an engine's last window and its watermark delay. */
  public static final Duration ENGINE_COOLDOWN = Duration.ofSeconds(1);

  /** Plainly bursty: of a thousand slots the fullest has 31 times the mean. */
  public static final double B = 0.705;

  /** Shorter than what people notice, longer than any batch waits. */
  public static final Duration SLOT = Duration.ofMillis(100);

  /** With {@link #THINK_MIN} a mean of 5 s between a user's clicks. */
  public static final double THINK_ALPHA = 1.6;

  public static final Duration THINK_MIN = Duration.ofMillis(1_875);

  private Defaults() {}

  /** The in-flight limit of each publisher where the user sets none: a power of two. */
  public static int maxInFlight(int publishers) {
    int share = Math.max(LEAST_IN_FLIGHT, TOTAL_IN_FLIGHT / publishers);
    return Integer.highestOneBit(share);
  }
}
