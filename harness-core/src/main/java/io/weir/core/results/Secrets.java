/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.weir.spi.ConfigValue;
import io.weir.spi.Settings;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secrets among a run's settings, and how they are kept out of all that is shown or kept.
 * Immutable; safe for use by any thread.
 *
 * <p>Secret is a value that came from a file or a variable, that an option declares so, or whose
 * key ends in a word for a secret; of a JAAS configuration also each password in it. A secret of
 * {@value #LEAST_LENGTH} characters or more is masked wherever it stands, also as JSON, URLs,
 * properties files and HTML write it. A shorter one is masked as the value of its own setting
 * alone: to replace every "1" would destroy what is kept.
 */
public final class Secrets {
  /** From this length on a text is masked wherever it stands. */
  public static final int LEAST_LENGTH = 6;

  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "(password|passphrase|passwd|secret|credentials?|jaas\\.config|token|user\\.info"
              + "|(secret|private|keystore|api|access)[._-]?key)$",
          Pattern.CASE_INSENSITIVE);

  /** {@code password="it"} of a JAAS configuration; user_NAME="it" of a server's. */
  private static final Pattern PAIR =
      Pattern.compile(
          "([\\w.-]*(?:password|passphrase|secret|token|user_)[\\w.-]*)\\s*=\\s*"
              + "(?:\"((?:\\\\.|[^\"\\\\])*)\"|'((?:\\\\.|[^'\\\\])*)'|([^\\s;,\"']+))",
          Pattern.CASE_INSENSITIVE);

  private static final String PEM = "-----";

  private final List<String> texts;
  private final Set<String> keys;
  private final List<Pattern> besideKeys;

  private Secrets(Collection<Secret> secrets) {
    Set<String> everywhere = new LinkedHashSet<>();
    List<Pattern> beside = new ArrayList<>();
    Set<String> ownKeys = new TreeSet<>();
    for (Secret secret : secrets) {
      ownKeys.add(secret.key());
      for (String form : forms(secret.text())) {
        if (secret.text().length() >= LEAST_LENGTH) {
          everywhere.add(form);
        } else {
          beside.addAll(besideKey(secret.key(), form));
        }
      }
    }
    ownKeys.remove("");
    // The longest first: one secret may be part of another.
    this.texts =
        everywhere.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    this.keys = Set.copyOf(ownKeys);
    this.besideKeys = List.copyOf(beside);
  }

  /**
   * One text that must not be kept.
   *
   * @param key of the setting that it is the value of, or part of the value
   */
  private record Secret(String key, String text) {}

  /** No secret at all. */
  public static Secrets none() {
    return new Secrets(List.of());
  }

  /** The secrets among the settings of a run's plugins. */
  public static Secrets of(Collection<Settings> settings) {
    List<Secret> secrets = new ArrayList<>();
    for (Settings each : settings) {
      each.options().forEach((key, value) -> add(secrets, key, value));
      each.sections()
          .values()
          .forEach(section -> section.forEach((key, value) -> add(secrets, key, value)));
    }
    return new Secrets(secrets);
  }

  /** These texts, whatever they are of. */
  public static Secrets ofTexts(Collection<String> texts) {
    return new Secrets(
        texts.stream().filter(text -> !text.isEmpty()).map(text -> new Secret("", text)).toList());
  }

  private static void add(List<Secret> secrets, String key, ConfigValue value) {
    String text = value.value();
    if (text.isEmpty() || !(value.secret() || SECRET_KEY.matcher(key).find())) {
      return;
    }
    secrets.add(new Secret(key, text));
    List<Secret> parts = pairs(text);
    secrets.addAll(parts);
    // What is kept is masked line by line, and a configuration's other lines are no secrets.
    if (parts.isEmpty()) {
      text.lines()
          .map(String::strip)
          .filter(line -> line.length() >= LEAST_LENGTH && !line.startsWith(PEM))
          .filter(line -> !line.equals(text))
          .forEach(line -> secrets.add(new Secret(key, line)));
    }
  }

  private static List<Secret> pairs(String text) {
    List<Secret> pairs = new ArrayList<>();
    Matcher matcher = PAIR.matcher(text);
    while (matcher.find()) {
      for (int group = 2; group <= 4; group++) {
        String value = matcher.group(group);
        if (value != null && !value.isEmpty()) {
          pairs.add(new Secret(matcher.group(1), value));
          String unescaped = value.replaceAll("\\\\(.)", "$1");
          if (!unescaped.equals(value)) {
            pairs.add(new Secret(matcher.group(1), unescaped));
          }
        }
      }
    }
    return pairs;
  }

  /** The text as other formats write it. */
  private static Set<String> forms(String text) {
    String json = new String(JsonStringEncoder.getInstance().quoteAsString(text));
    String url = URLEncoder.encode(text, StandardCharsets.UTF_8);
    String html = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return new LinkedHashSet<>(
        List.of(
            text,
            json,
            json.replace("/", "\\/"),
            url,
            url.replace("+", "%20"),
            lowerHex(url),
            lowerHex(url.replace("+", "%20")),
            text.replace("\\", "\\\\").replace("\n", "\\n"),
            html,
            html.replace("\"", "&quot;").replace("'", "&#39;")));
  }

  private static String lowerHex(String url) {
    return Pattern.compile("%[0-9A-F]{2}")
        .matcher(url)
        .replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));
  }

  /** As {@code key=text}, {@code "key" : "text"} and as Kafka's messages have it. */
  private static List<Pattern> besideKey(String key, String text) {
    if (key.isEmpty()) {
      return List.of();
    }
    return List.of(
        Pattern.compile(
            "(?<before>"
                + Pattern.quote(key)
                + "[\"']?\\s*[=:]\\s*[\"']?)"
                + Pattern.quote(text)
                + "(?=$|[\"'\\s,;)\\]}])"),
        Pattern.compile(
            "(?<before>value )"
                + Pattern.quote(text)
                + "(?= for configuration "
                + Pattern.quote(key)
                + ")"));
  }

  /** Whether there is any. */
  public boolean isEmpty() {
    return texts.isEmpty() && besideKeys.isEmpty();
  }

  /** The text with {@link ConfigValue#MASK} in place of every secret. */
  public String masked(String text) {
    String result = text;
    for (String secret : texts) {
      result = result.replace(secret, ConfigValue.MASK);
    }
    for (Pattern pattern : besideKeys) {
      result = pattern.matcher(result).replaceAll("${before}" + ConfigValue.MASK);
    }
    return result;
  }

  /** The value of a setting, written with or without its plugin and section, as it may be kept. */
  public String maskedValue(String key, String value) {
    boolean own = keys.stream().anyMatch(k -> key.equals(k) || key.endsWith("." + k));
    // Where a value comes from is no secret, and repeats the run.
    boolean reference = value.startsWith("@") || value.startsWith("env:");
    return own && !reference ? ConfigValue.MASK : masked(value);
  }

  /** A writer that masks line by line and hands on to another; flushing ends a line. */
  public PrintWriter masking(Writer to) {
    return new PrintWriter(new MaskingWriter(this, to), true);
  }

  /** A formatter that masks what another formats. */
  public Formatter masking(Formatter of) {
    Secrets secrets = this;
    return new Formatter() {
      @Override
      public String format(LogRecord logged) {
        return secrets.masked(of.format(logged));
      }
    };
  }

  /** How many there are; never what they are. */
  @Override
  public String toString() {
    return texts.size() + besideKeys.size() + " secret texts";
  }
}
