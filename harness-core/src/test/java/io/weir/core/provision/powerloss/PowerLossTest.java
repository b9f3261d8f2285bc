/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.ServerSpec;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without servers; what needs some is shown on the assembled product. */
class PowerLossTest {
  @TempDir Path directory;
  private Path jar;

  @BeforeEach
  void makeJar() throws IOException {
    jar = Files.createFile(directory.resolve("agent.jar"));
  }

  @Test
  void addsTheAgentAndTakesOutArchivesOfClassData() {
    ServerSpec.Jvm plain =
        jvm(List.of("-XX:SharedArchiveFile=/cache/kafka.jsa", "-Xmx256m", "-javaagent:other.jar"));
    ServerSpec.Jvm amended =
        (ServerSpec.Jvm) new PowerLoss(jar, directory).amendment().apply(plain);
    assertThat(amended.jvmFlags())
        .containsExactly(
            "-Xbootclasspath/a:" + jar,
            "-javaagent:" + jar + "=" + directory.resolve("power-loss/kafka-1"),
            "-Xmx256m",
            "-javaagent:other.jar");
    assertThat(amended.id()).isEqualTo(plain.id());
    assertThat(new PowerLoss(jar, directory).amendment().apply(amended)).isEqualTo(amended);
  }

  @Test
  void leavesOtherProgramsAlone() {
    ServerSpec program =
        new ServerSpec.Native("a", "r", Path.of("x"), List.of(), Map.of(), directory);
    assertThat(new PowerLoss(jar, directory).amendment().apply(program)).isSameAs(program);
  }

  @Test
  void refusesAnAgentWhosePathNoJvmTakes() throws IOException {
    Path odd = Files.createDirectory(directory.resolve("a=b")).resolve("agent.jar");
    Files.createFile(odd);
    assertThatThrownBy(() -> new PowerLoss(odd, directory))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("'='");
  }

  @Test
  void withoutABaselineAFindingIsVoid() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.writeString(data.resolve("file"), "content");
    Strike strike = new PowerLoss(jar, directory).strike(List.of(), List.of(data));
    assertThat(strike.anomalies()).singleElement().asString().contains("no baseline of " + data);
  }

  @Test
  void whereNothingCouldBeLostAFindingIsVoid() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    PowerLoss powerLoss = new PowerLoss(jar, directory);
    powerLoss.baseline(List.of(data));
    assertThat(powerLoss.strike(List.of(), List.of(data)).anomalies())
        .singleElement()
        .asString()
        .contains("no file that could lose anything");
  }

  @Test
  void aDirectoryThatIsLeftOutAtTheStrikeMakesAFindingVoid() throws IOException {
    Path one = Files.createDirectory(directory.resolve("one"));
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(one.resolve("file"), "content");
    PowerLoss powerLoss = new PowerLoss(jar, directory);
    powerLoss.baseline(List.of(one, other));
    assertThat(powerLoss.strike(List.of(), List.of(one)).anomalies())
        .singleElement()
        .asString()
        .contains("a baseline of " + other);
  }

  @Test
  void cutsWhatNobodyForcedAndKeepsTheBaseline() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.writeString(data.resolve("old"), "kept");
    PowerLoss powerLoss = new PowerLoss(jar, directory);
    powerLoss.baseline(List.of(data));
    Files.writeString(data.resolve("old"), "keptlost");
    Files.writeString(data.resolve("new"), "lost");

    Strike strike = powerLoss.strike(List.of(), List.of(data));

    assertThat(strike.sound()).isTrue();
    assertThat(data.resolve("old")).hasContent("kept");
    assertThat(data.resolve("new")).isEmptyFile();
    assertThat(strike.damage()).containsOnlyKeys(Strike.OTHERS);
    assertThat(strike.total().files()).isEqualTo(2);
    assertThat(strike.total().filesCut()).isEqualTo(2);
    assertThat(strike.total().bytesTaken()).isEqualTo(8);
  }

  @Test
  void whatIsLeftIsTheNextBaseline() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    PowerLoss powerLoss = new PowerLoss(jar, directory);
    powerLoss.baseline(List.of(data));
    Files.writeString(data.resolve("file"), "lost");
    powerLoss.strike(List.of(), List.of(data));
    Strike second = powerLoss.strike(List.of(), List.of(data));
    assertThat(second.total().filesCut()).isZero();
  }

  @Test
  void countsWhatIsExemptByReason() throws IOException {
    Path rocks = Files.createDirectories(directory.resolve("data/current/ledgers"));
    Files.writeString(rocks.resolve("CURRENT"), "MANIFEST-000001\n");
    Files.writeString(rocks.resolve("MANIFEST-000001"), "m");
    Files.writeString(rocks.resolve("000001.sst"), "table");
    Path data = directory.resolve("data");
    Files.writeString(data.resolve("note"), "left");
    Files.writeString(data.resolve("file"), "lost");
    PowerLoss powerLoss =
        new PowerLoss(
            jar,
            directory,
            List.of(Exemption.rocksDb(), Exemption.paths("**/note", "nobody reads it")));
    powerLoss.baseline(List.of(data));
    Files.writeString(rocks.resolve("000002.sst"), "another table");

    Strike strike = powerLoss.strike(List.of(), List.of(data));

    assertThat(strike.total().exempt())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("RocksDB, native I/O", 4L, "nobody reads it", 1L));
    assertThat(strike.total().filesExempt()).isEqualTo(5);
    assertThat(strike.total().bytesExempt()).isEqualTo(16 + 1 + 5 + 13 + 4);
    assertThat(rocks.resolve("000002.sst")).hasContent("another table");
  }

  @Test
  void holesAreNotCountedAsTaken() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    PowerLoss powerLoss = new PowerLoss(jar, directory);
    powerLoss.baseline(List.of(data));
    try (RandomAccessFile file = new RandomAccessFile(data.resolve("index").toFile(), "rw")) {
      file.setLength(10 << 20);
      file.write(new byte[] {1, 2, 3});
    }
    Strike strike = powerLoss.strike(List.of(), List.of(data));
    assertThat(data.resolve("index")).isEmptyFile();
    assertThat(strike.total().bytesTaken()).isEqualTo(4096);
  }

  private ServerSpec.Jvm jvm(List<String> flags) {
    return new ServerSpec.Jvm(
        "kafka-1",
        "broker",
        Optional.empty(),
        List.of(jar),
        "kafka.Kafka",
        flags,
        List.of("server.properties"),
        Map.of(),
        directory);
  }
}
