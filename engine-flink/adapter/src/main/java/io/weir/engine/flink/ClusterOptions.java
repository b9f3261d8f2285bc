/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import io.weir.spi.ConfigValue;
import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The options of clusters, bound; those of jobs are {@link FlinkSql}'s.
 *
 * @param jobManagerHeap as the JVM takes it
 * @param taskHeapMb heap of each TaskManager for the job's code, in MiB
 * @param managedMb memory of each TaskManager that state on disk and batch operators use, in MiB
 * @param networkMb memory of each TaskManager for records between its tasks and others, in MiB
 * @param jvmFlags further flags of each local server
 * @param checkpointStorage where checkpoints and savepoints lie, a path or a URI; empty for the
 *     run's directory
 * @param s3 settings of the S3 file system, by Flink's keys; empty for none
 * @param token that existing clusters want with every call
 */
record ClusterOptions(
    String jobManagerHeap,
    int taskHeapMb,
    int managedMb,
    int networkMb,
    List<String> jvmFlags,
    Optional<String> checkpointStorage,
    Map<String, ConfigValue> s3,
    Optional<String> token) {
  static final String JOBMANAGER_HEAP = "jobmanager-heap";
  static final String TASK_HEAP = "task-heap";
  static final String MANAGED_MEMORY = "managed-memory";
  static final String NETWORK_MEMORY = "network-memory";
  static final String JVM_FLAGS = "jvm-flags";
  static final String CHECKPOINT_STORAGE = "checkpoint-storage";
  static final String S3_ENDPOINT = "s3-endpoint";
  static final String S3_ACCESS_KEY = "s3-access-key";
  static final String S3_SECRET_KEY = "s3-secret-key";
  static final String TOKEN = "token";

  /** Native settings of the servers. */
  static final String CONF = "conf";

  private static final Pattern MEMORY_SIZE = Pattern.compile("[1-9][0-9]*[kKmMgG]");
  private static final Pattern HTTP_URL = Pattern.compile("https?://[^/\\s]+/?");
  private static final long MIB = 1L << 20;
  private static final long MOST_MIB = 1L << 20;

  ClusterOptions {
    jvmFlags = List.copyOf(jvmFlags);
    s3 = Map.copyOf(s3);
  }

  static List<OptionSpec> specs() {
    return List.of(
        OptionSpec.of(
            JOBMANAGER_HEAP,
            OptionType.STRING,
            "512m",
            "Heap of the local JobManager as the JVM takes it."),
        OptionSpec.of(
            TASK_HEAP,
            OptionType.SIZE,
            "384MiB",
            "Heap of each local TaskManager for the job's code; Flink's own 128 MiB come on top."),
        OptionSpec.of(
            MANAGED_MEMORY,
            OptionType.SIZE,
            "128MiB",
            "Memory of each local TaskManager outside the heap, which the RocksDB state backend"
                + " uses."),
        OptionSpec.of(
            NETWORK_MEMORY,
            OptionType.SIZE,
            "64MiB",
            "Memory of each local TaskManager for records on their way between tasks."),
        OptionSpec.optional(
            JVM_FLAGS,
            OptionType.STRING,
            "Further JVM flags of each local server, separated by blanks."),
        OptionSpec.optional(
            S3_ENDPOINT,
            OptionType.STRING,
            "URL of an S3-compatible store for checkpoints; none: Amazon's."),
        OptionSpec.optional(
            S3_ACCESS_KEY, OptionType.STRING, "Access key for the S3-compatible store."),
        new OptionSpec(
            S3_SECRET_KEY,
            OptionType.STRING,
            Optional.empty(),
            List.of(),
            "Secret key for the S3-compatible store.",
            true),
        new OptionSpec(
            TOKEN,
            OptionType.STRING,
            Optional.empty(),
            List.of(),
            "Bearer token that the REST service of an existing cluster wants, as behind a proxy.",
            true));
  }

  /**
   * @throws SettingException if an option's value cannot be used
   */
  static ClusterOptions of(Settings settings) {
    ConfigValue flags = settings.options().get(JVM_FLAGS);
    if (flags != null && flags.secret()) {
      throw new SettingException(
          "flink." + JVM_FLAGS,
          flags.shown(),
          "the flags themselves, since every user of this machine can read a command line",
          "give a server its secrets by flink.conf.<key>");
    }
    // The job's option, which the servers' savepoints follow.
    Optional<String> directory = text(settings, CHECKPOINT_STORAGE);
    Map<String, ConfigValue> s3 = new TreeMap<>();
    matching(settings, S3_ENDPOINT, HTTP_URL, "http://host:port or https://host:port")
        .ifPresent(
            url -> {
              s3.put("s3.endpoint", ConfigValue.plain(url));
              // Stores of one's own are rarely reached by a host name for each bucket.
              s3.put("s3.path.style.access", ConfigValue.plain("true"));
            });
    secretOrPlain(settings, S3_ACCESS_KEY).ifPresent(key -> s3.put("s3.access-key", key));
    secretOrPlain(settings, S3_SECRET_KEY).ifPresent(key -> s3.put("s3.secret-key", key));
    if (!s3.isEmpty() && directory.filter(d -> d.startsWith("s3")).isEmpty()) {
      throw new SettingException(
          "flink." + CHECKPOINT_STORAGE,
          directory.orElse("none"),
          "s3://bucket/path beside other options of S3",
          "name the bucket, or leave the others out");
    }
    return new ClusterOptions(
        matching(
                settings,
                JOBMANAGER_HEAP,
                MEMORY_SIZE,
                "a whole number followed by k, m or g, as in 512m")
            .orElse("512m"),
        mebibytes(settings, TASK_HEAP, 384, 32),
        mebibytes(settings, MANAGED_MEMORY, 128, 0),
        mebibytes(settings, NETWORK_MEMORY, 64, 8),
        text(settings, JVM_FLAGS).map(t -> List.of(t.split("\\s+"))).orElse(List.of()),
        directory,
        s3,
        text(settings, TOKEN));
  }

  /** Whether local servers need the S3 file system. */
  boolean needsS3() {
    return checkpointStorage.filter(d -> d.startsWith("s3")).isPresent();
  }

  private static Optional<ConfigValue> secretOrPlain(Settings settings, String option) {
    return Optional.ofNullable(settings.options().get(option)).filter(v -> !v.value().isBlank());
  }

  private static Optional<String> text(Settings settings, String option) {
    return settings.get(option).map(String::strip).filter(t -> !t.isEmpty());
  }

  private static Optional<String> matching(
      Settings settings, String option, Pattern pattern, String allowed) {
    Optional<String> given = text(settings, option);
    if (given.isPresent() && !pattern.matcher(given.get()).matches()) {
      throw new SettingException("flink." + option, given.get(), allowed, "");
    }
    return given;
  }

  private static int mebibytes(Settings settings, String option, int none, int least) {
    long bytes = settings.get(option).map(Long::parseLong).orElse(none * MIB);
    if (bytes < least * MIB || bytes > MOST_MIB * MIB) {
      throw new SettingException(
          "flink." + option,
          String.valueOf(bytes),
          "from " + least + "MiB to " + MOST_MIB + "MiB",
          "");
    }
    return (int) (bytes / MIB);
  }
}
