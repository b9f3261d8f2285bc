/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run on standard output, redrawn or in plain lines. */
@Timeout(30)
class RunViewTest {
  private static final long MS = 1_000_000;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintWriter out =
      new PrintWriter(bytes, true, StandardCharsets.UTF_8) {
        @Override
        public void flush() {
          super.flush();
          if (written().contains("\u001b[?25h")) {
            drawn.countDown();
          }
        }
      };

  private final CountDownLatch drawn = new CountDownLatch(1);

  private TerminalWindow.Size usual() {
    return new TerminalWindow.Size(80, 24);
  }

  private void awaitDrawing() throws Exception {
    assertThat(drawn.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private RunView live() {
    return new RunView(
        out,
        StandardCharsets.UTF_8,
        () -> Optional.of(new LivePane(out, this::usual, new LiveText(false, false))));
  }

  private RunView plain() {
    return new RunView(out, StandardCharsets.UTF_8, Optional::empty);
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void afterALiveRunItsStagesRemain() throws Exception {
    try (RunView view = live()) {
      view.stage("starting");
      view.second(Seconds.subscribed(1, MS, MS));
      awaitDrawing();
      view.stage("measuring");
      view.second(Seconds.subscribed(2, MS, MS));
    }

    assertThat(FakeTerminal.shown(written()))
        .hasSize(2)
        .allMatch(line -> line.matches(" +\\d+\\.\\d s {2}(starting|measuring)"));
  }

  @Test
  void elsewhereThereArePlainLinesEveryFiveSeconds() {
    try (RunView view = plain()) {
      view.stage("measuring");
      for (int second = 1; second <= 7; second++) {
        view.second(Seconds.subscribed(second, 2 * MS, 4 * MS));
      }
    }

    assertThat(written().lines().skip(1))
        .containsExactly(
            "          warmup      1/90 s  due 1,000/s  acked 998/s  received 997/s  backlog 2"
                + "  publish p50/p99 1.00/2.00 ms  end-to-end 2.00/4.00 ms",
            "          warmup      6/90 s  due 1,000/s  acked 998/s  received 997/s  backlog 2"
                + "  publish p50/p99 1.00/2.00 ms  end-to-end 2.00/4.00 ms");
    assertThat(written()).doesNotContain("\u001b");
  }

  @Test
  void whatComesAfterItsEndIsWrittenAtOnce() {
    try (RunView view = live()) {
      view.stage("measuring");
      view.second(Seconds.subscribed(1, MS, MS));
      view.end();
      out.println("figures");
      view.stage("a topic stays");

      assertThat(FakeTerminal.shown(written())).hasSize(3).element(1).isEqualTo("figures");
    }
  }

  @Test
  void linesOfOthersScrollByAboveThePane() throws Exception {
    PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (RunView view = live()) {
      view.stage("measuring");
      view.second(Seconds.subscribed(1, MS, MS));
      awaitDrawing();
      PrintStream error = view.above(terminal);
      error.print("half ");
      error.println("a warning");
      error.print("the rest");
      error.close();
    }

    List<String> shown = FakeTerminal.shown(written());
    assertThat(shown).hasSize(3);
    assertThat(shown.subList(1, 3)).containsExactly("half a warning", "the rest");
  }

  @Test
  void aStoppedTerminalHoldsNobodyUp() throws Exception {
    CountDownLatch resumed = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    PrintWriter stopped =
        new PrintWriter(
            new Writer() {
              @Override
              public void write(char[] text, int offset, int length) {
                blocked.countDown();
                try {
                  resumed.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                out.write(text, offset, length);
              }

              @Override
              public void flush() {
                out.flush();
              }

              @Override
              public void close() {}
            });
    try (RunView view = new RunView(stopped, StandardCharsets.UTF_8, Optional::empty)) {
      view.stage("one");
      assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
      view.stage("two");
      view.second(Seconds.subscribed(1, MS, MS));
      assertThat(written()).isEmpty();
      resumed.countDown();
    }

    assertThat(written().lines()).hasSize(3);
  }
}
