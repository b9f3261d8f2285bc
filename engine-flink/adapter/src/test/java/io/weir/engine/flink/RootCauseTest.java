/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RootCauseTest {
  private static final String PLANNING =
      "org.apache.flink.runtime.rest.handler.RestHandlerException: Could not execute application.\n"
          + "\tat org.apache.flink.runtime.webmonitor.handlers.JarRunHandler.lambda(JarRunHandler.java:114)\n"
          + "\t... 1 more\n"
          + "Caused by: org.apache.flink.client.program.ProgramInvocationException: The main method"
          + " caused an error: Unable to create a sink for writing table 'q'.\n\n"
          + "Table options are:\n\n"
          + "'connector'='kafka'\n"
          + "\tat org.apache.flink.client.Main.call(Main.java:373)\n"
          + "Caused by: org.apache.flink.table.api.ValidationException: Could not find any factory"
          + " for identifier 'kafka' that implements 'DynamicTableFactory' in the classpath.\n\n"
          + "Available factory identifiers are:\n\n"
          + "blackhole\n"
          + "datagen\n"
          + "\tat org.apache.flink.table.factories.FactoryUtil.discover(FactoryUtil.java:624)\n"
          + "\t... 33 more\n";

  @Test
  void theInnermostCauseIsToldInOneLine() {
    assertThat(RootCause.of(PLANNING))
        .isEqualTo(
            "ValidationException: Could not find any factory for identifier 'kafka' that implements"
                + " 'DynamicTableFactory' in the classpath. Available factory identifiers are:"
                + " blackhole datagen");
  }

  @Test
  void aClassThatSaysNothingIsLeftOut() {
    assertThat(
            RootCause.of(
                "java.lang.RuntimeException: boom\nsecond line\n\tat Mini.main(Mini.java:10)\n"))
        .isEqualTo("boom second line");
  }

  @Test
  void anExceptionWithoutAMessageIsItsName() {
    assertThat(RootCause.of("java.lang.NullPointerException\n\tat A.b(A.java:1)\n"))
        .isEqualTo("NullPointerException");
    assertThat(RootCause.of("a.b.Outer$Inner: told\n\tat A.b(A.java:1)\n"))
        .isEqualTo("Inner: told");
  }

  @Test
  void aTextThatIsNoTraceStaysAsItIs() {
    assertThat(RootCause.of("Unable to load requested file /x."))
        .isEqualTo("Unable to load requested file /x.");
    assertThat(RootCause.of("")).isEqualTo("unknown");
  }

  @Test
  void linesOfSuppressedExceptionsAreNoPartOfTheMessage() {
    assertThat(
            RootCause.of(
                "a.b.C: told\n"
                    + "\tat A.b(A.java:1)\n"
                    + "\tSuppressed: a.b.D: other\n"
                    + "\t\tat A.c(A.java:2)\n"))
        .isEqualTo("C: told");
  }

  @Test
  void aLongMessageIsCut() {
    assertThat(RootCause.of("a.b.C: " + "x".repeat(10_000))).hasSizeLessThan(600).endsWith("…");
  }
}
