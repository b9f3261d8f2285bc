/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says in one line, for a person, why a class of a plugin cannot be used. */
final class LoadFailure {
  /** As {@link java.util.ServiceLoader} words it; anything else is passed on as it is. */
  private static final Pattern PROVIDER =
      Pattern.compile(
          "\\S+: (?:Provider )?(\\S+) (not found|not a subtype|could not be instantiated)");

  private static final Pattern CLASS_FILE_VERSION = Pattern.compile("class file version (\\d+)");
  private static final Pattern CLASS_NAME = Pattern.compile("[\\w$]+(/[\\w$]+)*");

  /** Class files of Java 1.1 have version 45; each release since has counted on. */
  private static final int BEFORE_JAVA_1 = 44;

  private LoadFailure() {}

  /**
   * The reason.
   *
   * @param service the kind of service that was looked for
   */
  static String reason(Class<?> service, Throwable failure) {
    Optional<String> newerJava = newerJava(failure);
    if (newerJava.isPresent()) {
      return newerJava.get();
    }
    Matcher provider = PROVIDER.matcher(String.valueOf(failure.getMessage()));
    if (!provider.matches()) {
      return cause(failure);
    }
    String file = PluginManifest.entry(service);
    String name = provider.group(1);
    return switch (provider.group(2)) {
      case "not found" -> file + " names " + name + ", a class that none of its jars has";
      case "not a subtype" -> file + " names " + name + ", which is no " + service.getSimpleName();
      default -> name + " cannot be made: " + cause(rootOf(failure));
    };
  }

  private static String cause(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof NoClassDefFoundError && CLASS_NAME.matcher(message).matches()) {
      return "none of its jars has the class " + message.replace('/', '.');
    }
    return failure.toString().lines().findFirst().orElse("");
  }

  private static Throwable rootOf(Throwable failure) {
    return failure.getCause() == null ? failure : rootOf(failure.getCause());
  }

  private static Optional<String> newerJava(Throwable failure) {
    return Stream.iterate(failure, at -> at != null, Throwable::getCause)
        .filter(UnsupportedClassVersionError.class::isInstance)
        .map(at -> CLASS_FILE_VERSION.matcher(String.valueOf(at.getMessage())))
        .filter(Matcher::find)
        .map(
            found ->
                String.format(
                    Locale.ROOT,
                    "it was built for Java %d and this is Java %d; run the harness with Java %1$d or"
                        + " newer",
                    Integer.parseInt(found.group(1)) - BEFORE_JAVA_1,
                    Runtime.version().feature()))
        .findFirst();
  }
}
