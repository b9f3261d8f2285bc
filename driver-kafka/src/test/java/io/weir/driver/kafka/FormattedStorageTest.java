/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormattedStorageTest {
  private static final String META =
      "version=1\ncluster.id=c\nnode.id=1\ndirectory.id=AAAAAAAAAAAAAAAAAAAAAQ\n";

  @TempDir Path directory;
  private Path first;
  private Path second;

  @BeforeEach
  void format() throws IOException {
    first = Files.createDirectory(directory.resolve("first"));
    second = directory.resolve("second");
    Files.writeString(first.resolve("meta.properties"), META);
    Files.write(first.resolve("bootstrap.checkpoint"), new byte[] {1, 2, 3});
  }

  @Test
  void anotherNodeDiffersInItsTwoIdentitiesOnly() throws IOException {
    assertThat(new FormattedStorage(first).copyTo(2, second)).isTrue();
    assertThat(second.resolve("bootstrap.checkpoint")).hasBinaryContent(new byte[] {1, 2, 3});
    Properties meta = new Properties();
    try (Reader reader = Files.newBufferedReader(second.resolve("meta.properties"))) {
      meta.load(reader);
    }
    assertThat(meta)
        .containsEntry("version", "1")
        .containsEntry("cluster.id", "c")
        .containsEntry("node.id", "2")
        .hasSize(4);
    assertThat(meta.getProperty("directory.id")).hasSize(22).isNotEqualTo("AAAAAAAAAAAAAAAAAAAAAQ");
  }

  @Test
  void aFileThatIsNotKnownIsNotCopied() throws IOException {
    Files.writeString(first.resolve("new"), "");
    assertThat(new FormattedStorage(first).copyTo(2, second)).isFalse();
    assertThat(second).doesNotExist();
  }

  @Test
  void anIdentityThatIsNotKnownIsNotMadeUp() throws IOException {
    Files.writeString(first.resolve("meta.properties"), META + "rack.id=1\n");
    assertThat(new FormattedStorage(first).copyTo(2, second)).isFalse();
    assertThat(second).doesNotExist();
  }

  @Test
  void whatWasNotFormattedIsNotCopied() throws IOException {
    Files.delete(first.resolve("meta.properties"));
    assertThat(new FormattedStorage(first).copyTo(2, second)).isFalse();
    assertThat(second).doesNotExist();
  }
}
