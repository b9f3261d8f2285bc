/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresetsTest {
  @TempDir private Path directory;

  private Path preset(String plugin, String name, String text) throws IOException {
    Path file = directory.resolve(plugin).resolve("presets").resolve(name + ".yaml");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void theFirstLinesOfAPresetSayWhatItIs() throws IOException {
    preset("b", "late", "# Comes late,\n# and stays.\n#\n# Not this.\nrate: 10\n");
    preset("a", "early", "rate: 10\n");
    Presets presets = Presets.in(List.of(directory));
    assertThat(presets.all()).extracting(Presets.Preset::name).containsExactly("early", "late");
    assertThat(presets.named("--preset", "late").description()).isEqualTo("Comes late, and stays.");
    assertThat(presets.named("--preset", "early").description()).isEmpty();
  }

  @Test
  void ofTwoWithOneNameTheFirstWins() throws IOException {
    Path first = preset("a", "same", "# First.\n");
    preset("b", "same", "# Second.\n");
    assertThat(Presets.in(List.of(directory)).named("--preset", "same").file()).isEqualTo(first);
  }

  @Test
  void anUnknownNameIsRefusedWithWhatThereIs() throws IOException {
    preset("a", "shop-bmodel", "# Shop.\n");
    Presets presets = Presets.in(List.of(directory));
    assertThatThrownBy(() -> presets.named("--preset", "shop-bmodl"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("shop-bmodel")
        .hasMessageContaining("did you mean");
  }

  @Test
  void directoriesWithoutPresetsHaveNone() {
    assertThat(Presets.in(List.of(directory.resolve("none"), directory)).all()).isEmpty();
  }
}
