/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.ServerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedClassesTest {
  @TempDir Path directory;
  private Path jar;
  private SharedClasses classes;

  @BeforeEach
  void create() throws IOException {
    jar = Files.writeString(directory.resolve("server.jar"), "one");
    classes = new SharedClasses(directory.resolve("cache").resolve("classes"));
  }

  @Test
  void withoutAnArchiveAServerStartsAsItIs() {
    ServerSpec.Jvm server = server("kafka.Kafka");
    assertThat(classes.amend(server)).isSameAs(server);
  }

  @Test
  void anArchiveIsMappedAndTheServersOwnFlagsStay() throws IOException {
    ServerSpec.Jvm server = server("kafka.Kafka", "-Xmx1g");
    Path archive = keep(server);
    ServerSpec.Jvm amended = (ServerSpec.Jvm) classes.amend(server);
    assertThat(amended.jvmFlags()).containsExactly("-XX:SharedArchiveFile=" + archive, "-Xmx1g");
    assertThat(amended).usingRecursiveComparison().ignoringFields("jvmFlags").isEqualTo(server);
  }

  @Test
  void aServersOwnArchiveGoesBeforeThatOfAnotherMainClass() throws IOException {
    Path other = keep(server("a.Other"));
    ServerSpec.Jvm server = server("kafka.Kafka");
    assertThat(flags(server)).containsExactly("-XX:SharedArchiveFile=" + other);
    Path own = keep(server);
    assertThat(flags(server)).containsExactly("-XX:SharedArchiveFile=" + own);
  }

  @Test
  void anotherJarOfTheSameNameHasNoArchive() throws IOException {
    ServerSpec.Jvm server = server("kafka.Kafka");
    keep(server);
    Files.writeString(jar, "another");
    assertThat(flags(server)).isEmpty();
  }

  @Test
  void anotherJavaHasNoArchive() throws IOException {
    keep(server("kafka.Kafka"));
    ServerSpec.Jvm elsewhere =
        new ServerSpec.Jvm(
            "kafka-1",
            "broker",
            Optional.of(directory),
            List.of(jar),
            "kafka.Kafka",
            List.of(),
            List.of(),
            Map.of(),
            directory);
    assertThat(classes.amend(elsewhere)).isSameAs(elsewhere);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xshare:off",
        "-XX:SharedArchiveFile=/mine.jsa",
        "-XX:ArchiveClassesAtExit=/mine.jsa"
      })
  void whatTheUserSaysOfClassDataStands(String flag) throws IOException {
    keep(server("kafka.Kafka"));
    ServerSpec.Jvm server = server("kafka.Kafka", flag);
    assertThat(classes.amend(server)).isSameAs(server);
  }

  @Test
  void aProgramThatIsNoJvmStaysAsItIs() throws IOException {
    keep(server("kafka.Kafka"));
    ServerSpec program = Specs.shell("other", directory, "true");
    assertThat(classes.amend(program)).isSameAs(program);
  }

  @Test
  void aCacheThatIsNoDirectoryOnlyCostsTheArchives() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    ServerSpec.Jvm server = server("kafka.Kafka");
    assertThat(new SharedClasses(file.resolve("classes")).amend(server)).isSameAs(server);
  }

  private Path keep(ServerSpec.Jvm server) throws IOException {
    Path archive = classes.own(server);
    Files.createDirectories(archive.resolveSibling("x").getParent());
    return Files.writeString(archive, "");
  }

  private List<String> flags(ServerSpec.Jvm server) {
    return ((ServerSpec.Jvm) classes.amend(server)).jvmFlags();
  }

  private ServerSpec.Jvm server(String mainClass, String... flags) {
    return new ServerSpec.Jvm(
        "kafka-1",
        "broker",
        Optional.empty(),
        List.of(jar),
        mainClass,
        List.of(flags),
        List.of(),
        Map.of(),
        directory);
  }
}
