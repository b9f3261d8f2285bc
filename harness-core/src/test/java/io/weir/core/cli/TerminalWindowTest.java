/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of the terminal. */
class TerminalWindowTest {
  @ParameterizedTest
  @CsvSource({
    "'30 100\n', 100, 30",
    "'0 0\n', 80, 24",
    "'0 100\n', 100, 24",
    "'', 80, 24",
    "'stty: something else', 80, 24",
  })
  void itsSizeIsWhatItSaysOrTheUsual(String answer, int columns, int rows) {
    assertThat(TerminalWindow.Size.of(answer, Map.of()))
        .isEqualTo(new TerminalWindow.Size(columns, rows));
  }

  @Test
  void variablesStandInForAnAnswer() {
    Map<String, String> environment = Map.of("COLUMNS", "132", "LINES", "43");

    assertThat(TerminalWindow.Size.of("0 0", environment))
        .isEqualTo(new TerminalWindow.Size(132, 43));
    assertThat(TerminalWindow.Size.of("30 100", environment))
        .isEqualTo(new TerminalWindow.Size(100, 30));
    assertThat(TerminalWindow.Size.of("", Map.of("COLUMNS", "wide", "LINES", "-1")))
        .isEqualTo(new TerminalWindow.Size(80, 24));
  }

  @Test
  void aDumbOrUnnamedTerminalIsNotRedrawn() {
    assertThat(TerminalWindow.likely(Map.of())).isFalse();
    assertThat(TerminalWindow.likely(Map.of("TERM", ""))).isFalse();
    assertThat(TerminalWindow.likely(Map.of("TERM", "dumb"))).isFalse();
  }

  @Test
  void itsEncodingIsTheLocalesAndNotJavas() {
    Properties properties = new Properties();
    properties.setProperty("native.encoding", "US-ASCII");
    assertThat(OutputCharset.of(properties)).isEqualTo(StandardCharsets.US_ASCII);
    properties.setProperty("stdout.encoding", "UTF-8");
    assertThat(OutputCharset.of(properties)).isEqualTo(StandardCharsets.UTF_8);
    properties.setProperty("stdout.encoding", "no such, at all");
    assertThat(OutputCharset.of(properties)).isEqualTo(StandardCharsets.US_ASCII);
  }
}
