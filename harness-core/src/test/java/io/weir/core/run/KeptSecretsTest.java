/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.results.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptSecretsTest {
  @TempDir Path run;
  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void directories() throws Exception {
    Files.createDirectories(run.resolve("logs"));
    Files.createDirectories(run.resolve("servers/s-1/data"));
  }

  @Test
  void aServersConfigurationAndLogLoseTheSecretAndKeepTheRest() throws Exception {
    Path config = write("servers/s-1/server.properties", "a=1\r\npassword=swordfish\nb=2");
    Path log = write("logs/s-1.log", "told swordfish\n");
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));

    mask();

    assertThat(config).hasContent("a=1\r\npassword=********\nb=2");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
        .isEqualTo("rw-------");
    assertThat(log).hasContent("told ********\n");
    assertThat(run.resolve("logs").toFile().list()).containsExactly("s-1.log");
    assertThat(notes).isEmpty();
  }

  @Test
  void aFileWithoutASecretIsNotTouched() throws Exception {
    Path log = run.resolve("logs/s-1.log");
    byte[] bytes = {'a', (byte) 0xff, '\n', 0, (byte) 0x80};
    Files.write(log, bytes);
    Object before = Files.getAttribute(log, "unix:ino");

    mask();

    assertThat(Files.readAllBytes(log)).isEqualTo(bytes);
    assertThat(Files.getAttribute(log, "unix:ino")).isEqualTo(before);
  }

  @Test
  void whatServersStoredAndWhatLinksPointToIsLeftAlone() throws Exception {
    Path stored = write("servers/s-1/data/log", "swordfish");
    Path elsewhere = write("elsewhere", "swordfish");
    Files.createSymbolicLink(run.resolve("logs/link"), elsewhere);

    mask();

    assertThat(stored).hasContent("swordfish");
    assertThat(elsewhere).hasContent("swordfish");
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(run.resolve(name), text);
  }

  private void mask() {
    new KeptSecrets(run, Secrets.ofTexts(List.of("swordfish")), notes::add).mask();
  }
}
