/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import java.lang.reflect.InvocationTargetException;

/**
 * What {@code java -jar harness.jar} begins with: tells a Java that is too old in one line, where
 * the JVM would print a stack trace, and hands over to {@link Main}. Compiled for Java 8, and uses
 * no class of the harness before it knows better.
 */
public final class Start {
  private static final int LEAST_JAVA = 17;
  private static final int USAGE = 2;

  private Start() {}

  /** Runs the harness, or ends the process. */
  public static void main(String[] args) throws Throwable {
    String java = System.getProperty("java.specification.version", "");
    String refusal = refusal(java, System.getProperty("java.home", "this java"));
    if (!refusal.isEmpty()) {
      System.err.println(refusal);
      System.exit(USAGE);
    }
    try {
      Class.forName("io.weir.core.cli.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /**
   * What to tell the user of a Java.
   *
   * @param specification {@code 1.8}, {@code 11}
   * @param home where it is installed
   * @return empty if it will do
   */
  static String refusal(String specification, String home) {
    return feature(specification) >= LEAST_JAVA
        ? ""
        : "harness: "
            + home
            + " is Java "
            + specification
            + ": allowed is "
            + LEAST_JAVA
            + " or newer; set JAVA_HOME to one, or call its bin/java";
  }

  /** Of {@code 1.8} as of all before 9, the first number is 1, which is old enough. */
  private static int feature(String specification) {
    try {
      return Integer.parseInt(specification.split("\\.", 2)[0]);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
