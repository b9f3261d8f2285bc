/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.provision.Shell.Signal;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private final Watchdog watchdog = Watchdog.start();

  @AfterEach
  void close() {
    watchdog.close();
  }

  @Test
  void closingKillsWhatIsRegisteredAndEndsTheWatchdog() throws IOException {
    Process one = sleeper();
    Process two = sleeper();
    try {
      watchdog.add(one.pid());
      watchdog.add(two.pid());
      watchdog.close();
      assertThat(Eventually.holds(() -> !one.isAlive() && !two.isAlive())).isTrue();
      assertThat(ProcFiles.state(watchdog.pid())).isEmpty();
    } finally {
      one.destroyForcibly();
      two.destroyForcibly();
    }
  }

  @Test
  void whatWasRemovedIsSpared() throws IOException {
    Process spared = sleeper();
    Process killed = sleeper();
    try {
      watchdog.add(spared.pid());
      watchdog.add(killed.pid());
      watchdog.remove(spared.pid());
      watchdog.close();
      assertThat(Eventually.holds(() -> !killed.isAlive())).isTrue();
      assertThat(spared.isAlive()).isTrue();
    } finally {
      spared.destroyForcibly();
      killed.destroyForcibly();
    }
  }

  @Test
  void whatATerminalSendsDoesNotEndIt() throws IOException {
    Process child = sleeper();
    try {
      watchdog.add(child.pid());
      // Its first moments, before the shell has read the script, are not what is tested.
      assertThat(Eventually.holds(() -> ignoresTerm(watchdog.pid()))).isTrue();
      Shell.signal(watchdog.pid(), Signal.TERM);
      new ProcessBuilder("sh", "-c", "kill -s INT $0; kill -s HUP $0", "" + watchdog.pid())
          .start()
          .onExit()
          .join();
      assertThat(child.isAlive()).isTrue();
      watchdog.close();
      assertThat(Eventually.holds(() -> !child.isAlive())).isTrue();
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void aWatchdogThatIsGoneIsReportedByTheNextStart() {
    ProcessHandle.of(watchdog.pid()).orElseThrow().destroyForcibly();
    assertThat(Eventually.holds(() -> ProcFiles.state(watchdog.pid()).isEmpty())).isTrue();
    assertThatThrownBy(() -> watchdog.add(1_000_000_000L))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("watchdog");
  }

  /** Leads a group as soon as its first output is there. */
  private static Process sleeper() throws IOException {
    Process process = new ProcessBuilder("setsid", "sh", "-c", "echo up; exec sleep 1000").start();
    assertThat(process.getInputStream().read()).isEqualTo('u');
    return process;
  }

  private static boolean ignoresTerm(long pid) {
    return ProcFiles.ignoredSignals(pid).testBit(15 - 1);
  }
}
