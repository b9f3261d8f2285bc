/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerDataTest {
  private final List<String> notes = new ArrayList<>();

  @TempDir Path directory;

  @Test
  void whatEveryServerStoredGoesAndItsConfigurationStays() throws IOException {
    Path first = file("servers/a/data/topic-0/0.log");
    Path second = file("servers/b/data/0.log");
    Path configuration = file("servers/a/server.properties");
    Path other = file("servers/a/database");

    remove();

    assertThat(first.getParent().getParent()).doesNotExist();
    assertThat(second.getParent()).doesNotExist();
    assertThat(configuration).exists();
    assertThat(other).exists();
    assertThat(notes).isEmpty();
  }

  @Test
  void whatALinkInTheDataPointsToStays() throws IOException {
    Path outside = file("outside/kept");
    Path data = file("servers/a/data/0.log").getParent();
    Files.createSymbolicLink(data.resolve("link"), outside.getParent());

    remove();

    assertThat(data).doesNotExist();
    assertThat(outside).exists();
  }

  @Test
  void dataThatIsALinkIsLeftAlone() throws IOException {
    Path outside = file("outside/kept");
    Path link = Files.createDirectories(directory.resolve("servers/a")).resolve("data");
    Files.createSymbolicLink(link, outside.getParent());

    remove();

    assertThat(outside).exists();
    assertThat(link).exists();
  }

  @Test
  void aServerThatIsALinkIsLeftAlone() throws IOException {
    Path outside = file("outside/data/kept");
    Path servers = Files.createDirectories(directory.resolve("servers"));
    Files.createSymbolicLink(servers.resolve("a"), directory.resolve("outside"));

    remove();

    assertThat(outside).exists();
  }

  @Test
  void withoutServersThereIsNothingToDo() {
    remove();

    assertThat(notes).isEmpty();
  }

  private void remove() {
    new ServerData(directory.resolve("servers"), notes::add).remove();
  }

  private Path file(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "content");
  }
}
