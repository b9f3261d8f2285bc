/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private final RunIdentity identity = Runs.identity(Runs.spec());
  @TempDir Path parent;

  @Test
  void isNamedAfterItsRun() {
    RunDirectory directory = RunDirectory.create(parent.resolve("results"), identity);

    assertThat(directory.path())
        .isEqualTo(parent.resolve("results/20260203-040506-kafka-flow-weak-payload--42-1f00aa"));
    assertThat(directory.runId()).isEqualTo(identity.runId());
    assertThat(directory.logs()).isDirectory();
    assertThat(directory.ledger()).isDirectory();
    assertThat(directory.servers()).isDirectory();
  }

  @Test
  void refusesToShareADirectoryWithAnotherRun() {
    RunDirectory first = RunDirectory.create(parent, identity);

    assertThatThrownBy(() -> RunDirectory.create(parent, identity))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(first.path().toString())
        .hasMessageNotContaining("\n");
  }

  @Test
  void saysInOneLineThatNothingCanBeWrittenThere() throws Exception {
    Path file = Files.writeString(parent.resolve("file"), "in the way");

    assertThatThrownBy(() -> RunDirectory.create(file, identity))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("--results=" + file)
        .hasMessageContaining("it is a file")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> RunDirectory.create(file.resolve("below"), identity))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("can be written to")
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesNamesThatWouldLeaveTheDirectory() {
    assertThatThrownBy(() -> RunIdentity.of(Runs.spec(), identity.created(), "../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
