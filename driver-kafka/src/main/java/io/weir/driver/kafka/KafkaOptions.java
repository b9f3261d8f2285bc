/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.ConfigValue;
import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The driver's own options, bound.
 *
 * @param heap of each local server, as the JVM takes it; empty for automatic
 * @param jvmFlags further flags of each local server
 * @param producers how many KafkaProducer instances the publishers share; 0 for automatic
 */
record KafkaOptions(Optional<String> heap, List<String> jvmFlags, int producers) {
  static final String HEAP = "heap";
  static final String JVM_FLAGS = "jvm-flags";
  static final String PRODUCERS = "producers";

  private static final int AUTOMATIC_PRODUCERS = 4;
  private static final int MOST_PRODUCERS = 1024;
  private static final Pattern HEAP_SIZE = Pattern.compile("[1-9][0-9]*[kKmMgG]");

  KafkaOptions {
    jvmFlags = List.copyOf(jvmFlags);
  }

  static List<OptionSpec> specs() {
    return List.of(
        OptionSpec.optional(
            HEAP,
            OptionType.STRING,
            "Heap of each local server as the JVM takes it, such as 512m; none: 512m for one node,"
                + " 256m for more."),
        OptionSpec.optional(
            JVM_FLAGS,
            OptionType.STRING,
            "Further JVM flags of each local server, separated by blanks."),
        OptionSpec.of(
            PRODUCERS,
            OptionType.INTEGER,
            "0",
            "KafkaProducer instances that all publishers share; 0: as many as publishers, at most "
                + AUTOMATIC_PRODUCERS
                + "."));
  }

  /**
   * @throws SettingException if an option's value cannot be used
   */
  static KafkaOptions of(Settings settings) {
    Optional<String> heap = settings.get(HEAP).filter(text -> !text.isBlank());
    if (heap.isPresent() && !HEAP_SIZE.matcher(heap.get()).matches()) {
      throw new SettingException(
          "kafka." + HEAP, heap.get(), "a whole number followed by k, m or g, such as 512m", "");
    }
    ConfigValue given = settings.options().get(JVM_FLAGS);
    if (given != null && given.secret()) {
      throw new SettingException(
          "kafka." + JVM_FLAGS,
          given.shown(),
          "the flags themselves, since every user of this machine can read a command line",
          "give a server its secrets by kafka.server.<key>");
    }
    String flags = settings.get(JVM_FLAGS).orElse("").strip();
    String producers = settings.get(PRODUCERS).orElse("0");
    return new KafkaOptions(
        heap, flags.isEmpty() ? List.of() : List.of(flags.split("\\s+")), producerCount(producers));
  }

  private static int producerCount(String text) {
    long count;
    try {
      count = Long.parseLong(text);
    } catch (NumberFormatException e) {
      count = -1;
    }
    if (count < 0 || count > MOST_PRODUCERS) {
      throw new SettingException(
          "kafka." + PRODUCERS, text, "a whole number from 0 to " + MOST_PRODUCERS, "");
    }
    return (int) count;
  }

  /** How many producers so many publishers share. */
  int producersFor(int publishers) {
    return Math.max(1, Math.min(publishers, producers == 0 ? AUTOMATIC_PRODUCERS : producers));
  }
}
