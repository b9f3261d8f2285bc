/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LingerResonanceTest {
  @ParameterizedTest
  @CsvSource({
    "1000, 1, 1ms",
    "1040, 1, 1ms",
    "2000, 1, 1ms",
    "3000, 1, 1ms",
    "200, 1, 5ms",
    "4000, 4, 1ms"
  })
  void recordsThatComeWhenABatchIsDue(String rate, String publishers, String linger) {
    assertThat(note(rate, publishers, linger)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "500, 1, 1ms",
    "700, 1, 1ms",
    "1500, 1, 1ms",
    "4000, 1, 1ms",
    "1000, 1, 0",
    "1000, 4, 1ms"
  })
  void recordsThatComeAtOtherTimes(String rate, String publishers, String linger) {
    assertThat(note(rate, publishers, linger)).isEmpty();
  }

  @Test
  void theDefaultRateIsNoneOfThem() {
    assertThat(note(RunKey.RATE.defaultText().orElseThrow(), "1", "1ms")).isEmpty();
  }

  @Test
  void theNoteNamesBothTimes() {
    assertThat(note("1000", "1", "1ms").orElseThrow())
        .startsWith("a publisher's records come every 1.00 ms and batches may linger 1.00 ms");
  }

  private static Optional<String> note(String rate, String publishers, String linger) {
    RunSettings settings =
        RunSettings.builder()
            .put(RunKey.DRIVER, List.of("kafka"), RunSettings.COMMAND_LINE)
            .put(RunKey.RATE, List.of(rate), RunSettings.COMMAND_LINE)
            .put(RunKey.PUBLISHERS, List.of(publishers), RunSettings.COMMAND_LINE)
            .put(RunKey.LINGER, List.of(linger), RunSettings.COMMAND_LINE)
            .build();
    return LingerResonance.note(SpecTexts.read(settings, level -> 1));
  }
}
