/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.ConfigValue;
import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The driver's own options, bound.
 *
 * @param standalone one process with everything in it, in place of a cluster
 * @param heap of each local server, as the JVM takes it; empty for automatic
 * @param directMemory of each local server, as the JVM takes it; empty for automatic
 * @param jvmFlags further flags of each local server
 * @param producers how many producers of a topic its publishers share; 0 for automatic
 * @param receiverQueue records that a consumer of one partition takes ahead
 * @param adminUrl of the admin service; empty to derive it from the broker's address
 * @param namespace {@code tenant/namespace} of the topics; empty for namespaces of the harness's
 *     own
 * @param authPlugin class of the client's authentication
 * @param authParams its parameters
 * @param bookieUrls of the bookies' HTTP servers, to read their settings back
 */
record PulsarOptions(
    boolean standalone,
    Optional<String> heap,
    Optional<String> directMemory,
    List<String> jvmFlags,
    int producers,
    int receiverQueue,
    Optional<String> adminUrl,
    Optional<String> namespace,
    Optional<String> authPlugin,
    Optional<ConfigValue> authParams,
    List<String> bookieUrls) {
  static final String TOPOLOGY = "topology";
  static final String HEAP = "heap";
  static final String DIRECT_MEMORY = "direct-memory";
  static final String JVM_FLAGS = "jvm-flags";
  static final String PRODUCERS = "producers";
  static final String RECEIVER_QUEUE = "receiver-queue";
  static final String ADMIN_URL = "admin-url";
  static final String NAMESPACE = "namespace";
  static final String TOKEN = "token";
  static final String AUTH_PLUGIN = "auth-plugin";
  static final String AUTH_PARAMS = "auth-params";
  static final String BOOKIE_URLS = "bookie-urls";

  private static final String CLUSTER = "cluster";
  private static final String STANDALONE = "standalone";
  private static final String TOKEN_PLUGIN =
      "org.apache.pulsar.client.impl.auth.AuthenticationToken";
  private static final int AUTOMATIC_PRODUCERS = 4;
  private static final int MOST_PRODUCERS = 1024;
  private static final int MOST_QUEUE = 1_000_000;
  private static final Pattern MEMORY_SIZE = Pattern.compile("[1-9][0-9]*[kKmMgG]");
  private static final Pattern NAMESPACE_NAME =
      Pattern.compile("[A-Za-z0-9._=:-]+/[A-Za-z0-9._=:-]+");
  private static final Pattern HTTP_URL = Pattern.compile("https?://[^/\\s]+(:[0-9]+)?/?");

  PulsarOptions {
    jvmFlags = List.copyOf(jvmFlags);
    bookieUrls = List.copyOf(bookieUrls);
  }

  static List<OptionSpec> specs() {
    return List.of(
        OptionSpec.choice(
            TOPOLOGY,
            "Local servers: a cluster (ZooKeeper, bookies and a broker, each a process), or"
                + " standalone (one process with other settings, for a quick look: never compared).",
            CLUSTER,
            STANDALONE),
        OptionSpec.optional(
            HEAP,
            OptionType.STRING,
            "Heap of each broker and bookie as the JVM takes it, such as 512m; none: 512m for the"
                + " broker, 256m for a bookie."),
        OptionSpec.optional(
            DIRECT_MEMORY,
            OptionType.STRING,
            "Direct memory of each broker and bookie as the JVM takes it; none: 512m."),
        OptionSpec.optional(
            JVM_FLAGS,
            OptionType.STRING,
            "Further JVM flags of each broker and bookie, separated by blanks."),
        OptionSpec.of(
            PRODUCERS,
            OptionType.INTEGER,
            "0",
            "Producers of a topic that its publishers share; 0: as many as publishers, at most "
                + AUTOMATIC_PRODUCERS
                + "."),
        OptionSpec.of(
            RECEIVER_QUEUE,
            OptionType.INTEGER,
            "1000",
            "Records that a subscriber takes ahead from each partition."),
        OptionSpec.optional(
            ADMIN_URL,
            OptionType.STRING,
            "URL of the admin service; none: port 8080 of the broker's address, 8443 with TLS."),
        OptionSpec.optional(
            NAMESPACE,
            OptionType.STRING,
            "Namespace of the topics, as tenant/namespace, taken as it is; none: public/weir-<level>,"
                + " made with the policies that the durability level needs."),
        secret(TOKEN, "Token that clients authenticate by."),
        OptionSpec.optional(AUTH_PLUGIN, OptionType.STRING, "Class by which clients authenticate."),
        secret(AUTH_PARAMS, "Parameters of that class."),
        OptionSpec.optional(
            BOOKIE_URLS,
            OptionType.STRING,
            "URLs of the bookies' HTTP servers of an existing cluster, separated by commas, to read"
                + " their settings back; none: their settings are reported as unknown."));
  }

  private static OptionSpec secret(String name, String help) {
    return new OptionSpec(name, OptionType.STRING, Optional.empty(), List.of(), help, true);
  }

  /**
   * @throws SettingException if an option's value cannot be used
   */
  static PulsarOptions of(Settings settings) {
    Optional<String> token = text(settings, TOKEN);
    Optional<String> plugin = text(settings, AUTH_PLUGIN);
    Optional<ConfigValue> params = Optional.ofNullable(settings.options().get(AUTH_PARAMS));
    if (token.isPresent() && plugin.isPresent()) {
      throw new SettingException(
          "pulsar." + AUTH_PLUGIN,
          plugin.get(),
          "no value beside pulsar." + TOKEN,
          "leave one of them out");
    }
    if (params.isPresent() && plugin.isEmpty()) {
      throw new SettingException(
          "pulsar." + AUTH_PARAMS,
          ConfigValue.MASK,
          "no value without pulsar." + AUTH_PLUGIN,
          "name the class");
    }
    ConfigValue flags = settings.options().get(JVM_FLAGS);
    if (flags != null && flags.secret()) {
      throw new SettingException(
          "pulsar." + JVM_FLAGS,
          flags.shown(),
          "the flags themselves, since every user of this machine can read a command line",
          "give a server its secrets by pulsar.broker.<key>");
    }
    return new PulsarOptions(
        text(settings, TOPOLOGY).filter(STANDALONE::equals).isPresent(),
        matching(settings, HEAP, MEMORY_SIZE, "a whole number followed by k, m or g, as in 512m"),
        matching(
            settings,
            DIRECT_MEMORY,
            MEMORY_SIZE,
            "a whole number followed by k, m or g, as in 512m"),
        text(settings, JVM_FLAGS).map(t -> List.of(t.split("\\s+"))).orElse(List.of()),
        number(settings, PRODUCERS, 0, 0, MOST_PRODUCERS),
        number(settings, RECEIVER_QUEUE, 1000, 1, MOST_QUEUE),
        matching(settings, ADMIN_URL, HTTP_URL, "http://host:port or https://host:port"),
        matching(settings, NAMESPACE, NAMESPACE_NAME, "tenant/namespace"),
        token.isPresent() ? Optional.of(TOKEN_PLUGIN) : plugin,
        token.isPresent() ? token.map(t -> new ConfigValue("token:" + t, true)) : params,
        bookieUrls(settings));
  }

  private static List<String> bookieUrls(Settings settings) {
    List<String> urls =
        text(settings, BOOKIE_URLS)
            .map(t -> Arrays.stream(t.split(",")).map(String::strip).toList())
            .orElse(List.of());
    for (String url : urls) {
      if (!HTTP_URL.matcher(url).matches()) {
        throw new SettingException(
            "pulsar." + BOOKIE_URLS, url, "http://host:port, several separated by commas", "");
      }
    }
    return urls;
  }

  private static Optional<String> text(Settings settings, String option) {
    return settings.get(option).map(String::strip).filter(t -> !t.isEmpty());
  }

  private static Optional<String> matching(
      Settings settings, String option, Pattern pattern, String allowed) {
    Optional<String> given = text(settings, option);
    if (given.isPresent() && !pattern.matcher(given.get()).matches()) {
      throw new SettingException("pulsar." + option, given.get(), allowed, "");
    }
    return given;
  }

  private static int number(Settings settings, String option, int none, int least, int most) {
    String given = settings.get(option).orElse(String.valueOf(none));
    try {
      int number = Integer.parseInt(given);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, like any other.
    }
    throw new SettingException(
        "pulsar." + option, given, "a whole number from " + least + " to " + most, "");
  }

  /** How many producers of a topic so many publishers share. */
  int producersFor(int publishers) {
    return Math.max(1, Math.min(publishers, producers == 0 ? AUTOMATIC_PRODUCERS : producers));
  }
}
