/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run file may say, and how it is refused. */
class RunFileTest {
  @TempDir Path directory;

  @Test
  void theValuesAreTheTextsThatTheFlagsWouldHave() throws Exception {
    RunSettings settings =
        read(
            """
            # what to run
            driver: kafka@4.3.1
            rate: 1_000.50
            duration: "30s"
            keep: true
            seed: 010
            broker-url: h1:9092,h2:9092
            """);
    assertThat(settings.text(RunKey.DRIVER)).isEqualTo("kafka@4.3.1");
    assertThat(settings.text(RunKey.RATE)).isEqualTo("1_000.50");
    assertThat(settings.text(RunKey.DURATION)).isEqualTo("30s");
    assertThat(settings.text(RunKey.KEEP)).isEqualTo("true");
    assertThat(settings.text(RunKey.SEED)).isEqualTo("010");
    assertThat(settings.list(RunKey.BROKER_URL)).containsExactly("h1:9092", "h2:9092");
    assertThat(settings.has(RunKey.WARMUP)).isFalse();
  }

  @Test
  void listsMayBeListsOrHaveCommas() throws Exception {
    assertThat(read("rate: [1000, 50000]").list(RunKey.RATE)).containsExactly("1000", "50000");
    assertThat(read("rate:\n- 1000\n- 50000").list(RunKey.RATE)).containsExactly("1000", "50000");
    assertThat(read("rate: 1000,50000").list(RunKey.RATE)).containsExactly("1000", "50000");
  }

  @Test
  void pathsKeepTheirCommas() throws Exception {
    assertThat(read("plugins: a,b").list(RunKey.PLUGINS)).containsExactly("a,b");
    assertThat(read("plugins: [a, 'b,c']").list(RunKey.PLUGINS)).containsExactly("a", "b,c");
  }

  @Test
  void nativeSettingsMayBeNestedOrDotted() throws Exception {
    RunSettings settings =
        read(
            """
            set:
              kafka.heap: 1g
              kafka:
                producer:
                  acks: all
                  linger.ms: 5
            """);
    assertThat(settings.pairs())
        .isEqualTo(
            Map.of(
                "kafka.heap", "1g", "kafka.producer.acks", "all", "kafka.producer.linger.ms", "5"));
  }

  @Test
  void jsonIsYaml() throws Exception {
    assertThat(read("{\"rate\": 5, \"set\": {\"kafka\": {\"heap\": \"1g\"}}}").pairs())
        .isEqualTo(Map.of("kafka.heap", "1g"));
  }

  @Test
  void anEmptyFileSetsNothing() throws Exception {
    assertThat(read("").has(RunKey.DRIVER)).isFalse();
    assertThat(read("# nothing\n").has(RunKey.DRIVER)).isFalse();
  }

  @Test
  void whatStandsOverAnotherWins() throws Exception {
    RunSettings flags =
        RunSettings.builder()
            .put(RunKey.RATE, List.of("7"), RunSettings.COMMAND_LINE)
            .putPair("kafka.heap", "2g", RunSettings.COMMAND_LINE)
            .build();
    RunSettings both = flags.over(read("rate: 5\nseed: 3\nset: {kafka.heap: 1g, kafka.x: 1}"));
    assertThat(both.text(RunKey.RATE)).isEqualTo("7");
    assertThat(both.text(RunKey.SEED)).isEqualTo("3");
    assertThat(both.pairs()).isEqualTo(Map.of("kafka.heap", "2g", "kafka.x", "1"));
  }

  @Test
  void aRefusedValueIsNamedWhereItStands() throws Exception {
    RunSettings settings = read("driver: kafka\nrate: 0\nset:\n  kafka.x: 1\n");
    assertThat(settings.located(new SettingException("--rate", "0", "more", "")))
        .hasMessage(file() + " line 2: rate=0 cannot be used: allowed is more");
    assertThat(settings.located(new SettingException("--set kafka.x", "1", "more", "")))
        .hasMessage(file() + " line 4: kafka.x=1 cannot be used: allowed is more");
    assertThat(settings.located(new SettingException("--seed", "0", "more", "")))
        .hasMessage("--seed=0 cannot be used: allowed is more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # file                                  | the refusal holds
          raet: 5                                 | line 1 cannot be used: allowed is a flag of harness run without its dashes, and raet is none; did you mean rate?
          record_size: 5                          | did you mean record-size?
          --rate: 5                               | did you mean rate?
          rate: 5\\nrate: 6                       | line 2 cannot be used: allowed is every key once
          rate:                                   | and none is written; leave the key out for the default
          rate: ~                                 | and none is written
          rate: null                              | and none is written
          rate: {a: 1}                            | a value or a list for rate
          rate: []                                | at least one value for rate
          rate: [[1]]                             | a list of plain values for rate
          seed: [1, 2]                            | one value for seed
          seed: !odd 5                            | without the tag !odd
          set: 5                                  | keys with values below set
          set: [a]                                | keys with values below set
          set: {kafka.x: 1, kafka: {x: 2}}        | kafka.x is there already
          set: {kafka.x: [1, 2]}                  | one value for kafka.x
          ? [a]\\n: 5                             | Non scalar key
          <<: {rate: 5}                           | and << is none
          - rate                                  | key: value lines
          rate                                    | key: value lines
          rate: 5\\n---\\nrate: 6                 | one document, and a second begins here
          rate: 5\\n seed: 6                      | line 2 cannot be used: allowed is YAML; mapping values are not allowed here
          rate: 'x                                | allowed is YAML
          rate: *other                            | allowed is YAML
          rate: \\t5\\n\\tseed: 6                 | allowed is YAML
          a: &a {b: *a}                           | and a is none
          set: &a {b: *a}                         | at most 32 levels
          """)
  void aFileThatCannotBeUsed(String text, String words) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n").replace("\\t", "\t")))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("--config=" + file())
        .hasMessageContaining(words)
        .hasMessageNotContaining("\n");
  }

  @Test
  void whatIsNoFileOrNoText() throws Exception {
    assertThatThrownBy(() -> RunFile.read(directory.resolve("absent")))
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> RunFile.read(directory)).hasMessageContaining("it is a directory");
    Files.write(file(), new byte[] {'a', (byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> RunFile.read(file())).hasMessageContaining("it is not UTF-8 text");
    Files.write(file(), new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> RunFile.read(file())).hasMessageContaining("larger than");
  }

  private RunSettings read(String text) throws IOException {
    Files.write(file(), text.getBytes(StandardCharsets.UTF_8));
    return RunFile.read(file());
  }

  private Path file() {
    return directory.resolve("run.yaml");
  }
}
