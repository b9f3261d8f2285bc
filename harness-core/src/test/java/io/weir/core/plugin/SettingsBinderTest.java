/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weir.spi.ArtifactSet;
import io.weir.spi.ConfigValue;
import io.weir.spi.NearMisses;
import io.weir.spi.OptionSpec;
import io.weir.spi.OptionType;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.SystemPlugin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsBinderTest {
  @TempDir Path directory;

  private final SettingsBinder binder = new SettingsBinder(Map.of("TOKEN", "from-env"));

  @Test
  void defaultsAreFilledIn() {
    Settings settings = bind(Map.of());
    assertThat(settings.integer("depth")).isEqualTo(16);
    assertThat(settings.flag("sync")).isTrue();
    assertThat(settings.require("mode")).isEqualTo("fast");
    assertThat(settings.get("label")).isEmpty();
    assertThat(settings.sections()).isEmpty();
  }

  @Test
  void optionsAndNativeSettingsAreToldApart() {
    Settings settings =
        bind(
            Map.of(
                "kafka.depth", "8",
                "kafka.mode", "safe",
                "kafka.producer.batch.size", "1",
                "kafka.consumer.fetch.min.bytes", "2"));
    assertThat(settings.integer("depth")).isEqualTo(8);
    assertThat(settings.require("mode")).isEqualTo("safe");
    assertThat(settings.section("producer"))
        .isEqualTo(Map.of("batch.size", ConfigValue.plain("1")));
    assertThat(settings.section("consumer"))
        .isEqualTo(Map.of("fetch.min.bytes", ConfigValue.plain("2")));
  }

  @Property(tries = 100)
  void anyWholeNumberComesBack(@ForAll long number) {
    assertThat(bind(Map.of("kafka.depth", Long.toString(number))).integer("depth"))
        .isEqualTo(number);
  }

  @Property(tries = 100)
  void timesAndSizesReachThePluginInNsAndBytes(
      @ForAll @LongRange(min = 0, max = 8_000_000) long n) {
    Settings settings = bind(Map.of("kafka.pause", n + "ms", "kafka.buffer", n + "KiB"));
    assertThat(settings.integer("pause")).isEqualTo(n * 1_000_000);
    assertThat(settings.integer("buffer")).isEqualTo(n * 1024);
  }

  @Property(tries = 100)
  void everyNativeEntryIsFoundInItsSection(
      @ForAll @Size(max = 8)
          Map<@AlphaChars @StringLength(min = 1, max = 8) String, @StringLength(max = 8) String>
              entries) {
    Map<String, String> written = new HashMap<>();
    Map<String, ConfigValue> expected = new HashMap<>();
    entries.forEach(
        (key, value) -> {
          written.put("kafka.producer.known." + key, "v" + value);
          expected.put("known." + key, ConfigValue.plain("v" + value));
        });
    assertThat(bind(written).section("producer")).isEqualTo(expected);
  }

  @Test
  void wrongValuesAreRefusedNamingWhatIsAllowed() {
    assertRefused("kafka.depth", "many", "--set kafka.depth=many", "a whole number");
    assertRefused("kafka.depth", "9223372036854775808", "a whole number");
    assertRefused("kafka.depth", "+1", "a whole number");
    assertRefused("kafka.sync", "yes", "true or false");
    assertRefused("kafka.pause", "5", "a time with its unit");
    assertRefused("kafka.buffer", "5x", "a size in bytes");
    assertRefused("kafka.mode", "fats", "fast, safe", "did you mean fast?");
  }

  @Test
  void unknownNamesAreRefusedWithNearMisses() {
    assertRefused("kafka.dpeth", "1", "--set kafka.dpeth", "did you mean depth?");
    assertRefused("kafka.prodcuer.batch.size", "1", "consumer, producer", "did you mean producer?");
    assertRefused("kafka.producer.btach.size", "1", "did you mean batch.size?");
    assertRefused("kafka.producer.", "1", "section producer");
    assertRefused("kafka.producer", "1", "--set kafka.producer.<native key>=<value>");
    assertRefused("kakfa.depth", "1", "kafka, stream", "did you mean kafka?");
    assertRefused("kafka", "1", "kafka.<option>");
    assertRefused("", "1", "kafka, stream");
  }

  @Test
  void entriesOfOtherPluginsInUseArePassedOver() {
    assertThat(bind(Map.of("stream.anything", "1")))
        .usingRecursiveComparison()
        .isEqualTo(bind(Map.of()));
  }

  @Test
  void aFileOrVariableGivesASecretValue() throws IOException {
    Path unix = Files.writeString(directory.resolve("unix"), "line\nlast\n");
    Path dos = Files.writeString(directory.resolve("dos"), "line\r\nlast\r\n");
    Path bare = Files.writeString(directory.resolve("bare"), "last");
    assertThat(label("@" + unix)).isEqualTo(new ConfigValue("line\nlast", true));
    assertThat(label("@" + dos)).isEqualTo(new ConfigValue("line\r\nlast", true));
    assertThat(label("@" + bare)).isEqualTo(new ConfigValue("last", true));
    assertThat(label("env:TOKEN")).isEqualTo(new ConfigValue("from-env", true));
    assertThat(bind(Map.of("kafka.producer.batch.size", "env:TOKEN")).section("producer"))
        .containsEntry("batch.size", new ConfigValue("from-env", true));
  }

  @Test
  void aMissingFileOrVariableIsNamed() throws IOException {
    assertRefused("kafka.label", "@/nowhere/key", "@/nowhere/key", "there is no such file");
    assertRefused("kafka.label", "@" + directory, "it cannot be read");
    Path binary =
        Files.write(directory.resolve("latin"), "\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused("kafka.label", "@" + binary, "it is not UTF-8 text");
    assertRefused("kafka.label", "@\0", "this is no file name");
    assertRefused("kafka.label", "env:ABSENT", "env:ABSENT", "export ABSENT=");
    assertRefused("kafka.label", "env:", "the name of a variable");
  }

  @Test
  void aSecretIsNeverShown() throws IOException {
    assertThat(bind(Map.of("kafka.password", "hunter2")).options().get("password"))
        .isEqualTo(new ConfigValue("hunter2", true))
        .hasToString(ConfigValue.MASK);
    Path file = Files.writeString(directory.resolve("secret"), "hunter2\n");
    for (String key : List.of("kafka.depth", "kafka.sync", "kafka.pause", "kafka.buffer")) {
      Throwable failure = catchThrowable(() -> bind(Map.of(key, "@" + file)));
      assertThat(failure).isInstanceOf(SettingException.class).hasMessageContaining(key);
      assertThat(failure).hasStackTraceContaining(key);
      assertThat(failure.toString() + failure.getCause()).doesNotContain("hunter2");
    }
    assertThatThrownBy(() -> bind(Map.of("kafka.passwrod", "hunter2")))
        .hasMessageContaining("did you mean password?")
        .hasMessageNotContaining("hunter2");
  }

  private ConfigValue label(String written) {
    return bind(Map.of("kafka.label", written)).options().get("label");
  }

  private Settings bind(Map<String, String> entries) {
    return binder.bind(new Kafka(), entries, Set.of("kafka", "stream"));
  }

  private void assertRefused(String key, String value, String... said) {
    assertThatThrownBy(() -> bind(Map.of(key, value)))
        .isInstanceOf(SettingException.class)
        .message()
        .contains(said)
        .doesNotContain("\n");
  }

  private static final class Kafka implements SystemPlugin {
    @Override
    public String name() {
      return "kafka";
    }

    @Override
    public String description() {
      return "a system";
    }

    @Override
    public String defaultVersion() {
      return "1";
    }

    @Override
    public List<ArtifactSet> artifacts(String version) {
      return List.of();
    }

    @Override
    public List<OptionSpec> options() {
      return List.of(
          OptionSpec.of("depth", OptionType.INTEGER, "16", "How deep."),
          OptionSpec.of("sync", OptionType.BOOLEAN, "true", "Whether."),
          OptionSpec.of("pause", OptionType.DURATION, "10ms", "How long."),
          OptionSpec.of("buffer", OptionType.SIZE, "64KiB", "How large."),
          OptionSpec.choice("mode", "How.", "fast", "safe"),
          OptionSpec.optional("label", OptionType.STRING, "What."),
          new OptionSpec(
              "password", OptionType.STRING, Optional.empty(), List.of(), "The key.", true));
    }

    @Override
    public Map<String, String> nativeSections() {
      return Map.of("producer", "of publishers", "consumer", "of subscribers");
    }

    @Override
    public Optional<List<String>> checkNative(String section, String key) {
      Set<String> known = Set.of("batch.size", "fetch.min.bytes");
      return known.contains(key) || key.startsWith("known.")
          ? Optional.empty()
          : Optional.of(NearMisses.of(key, known));
    }
  }
}
