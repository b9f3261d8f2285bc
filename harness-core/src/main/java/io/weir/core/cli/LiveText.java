/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.experiment.Phase;
import io.weir.core.report.Milliseconds;
import io.weir.core.run.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * The last seconds of a run as a few lines of text. Pure: the same seconds give the same lines.
 *
 * @param colour whether to use colours
 * @param unicode whether the terminal shows more than ASCII
 */
record LiveText(boolean colour, boolean unicode) {
  /** All characters beyond ASCII that it uses. */
  static final String CHARACTERS = "━╌" + Sparkline.BLOCKS;

  /** So many seconds are shown at most. */
  static final int SECONDS = 60;

  private static final int LABEL_COLUMNS = 13;
  private static final int MOST_BAR_COLUMNS = 40;
  private static final int LEAST_BAR_COLUMNS = 6;

  /** Where a terminal is narrower than this, labels do not stand in a column of their own. */
  private static final int ROOMY_COLUMNS = 60;

  /**
   * The lines, none of which takes more than the columns given.
   *
   * @param seconds oldest first; nothing is drawn of none
   * @param columns at least 1
   */
  List<String> lines(List<Progress> seconds, int columns) {
    if (seconds.isEmpty()) {
      return List.of();
    }
    List<Progress> shown = seconds.subList(Math.max(0, seconds.size() - SECONDS), seconds.size());
    Progress now = shown.get(shown.size() - 1);
    boolean subscribed = now.consumeBacklog().isPresent();
    Page page = new Page(columns);
    page.cells(progress(now, columns));
    page.end();

    page.label("records/s");
    page.cell(number("offered ", shown, now, Progress::dueHz));
    page.cell(number("acknowledged ", shown, now, Progress::ackedHz));
    if (subscribed) {
      page.cell(number("received ", shown, now, Progress::receivedHz));
    }
    page.end();

    page.label("backlog");
    // A second's worth of records behind is more than a batch under way.
    page.cell(
        number("to publish ", shown, now, Progress::publishBacklog),
        now.publishBacklog() > now.dueHz() ? Style.fg_yellow : Style.reset);
    if (subscribed) {
      page.cell(
          number("to receive ", shown, now, LiveText::toReceive),
          toReceive(now) > now.dueHz() ? Style.fg_yellow : Style.reset);
    }
    page.end();

    page.label("latency ms");
    page.cell(latency("publish", shown, now, Progress::publishP50Ns, Progress::publishP99Ns));
    if (subscribed) {
      page.cell(
          latency("end to end", shown, now, Progress::endToEndP50Ns, Progress::endToEndP99Ns));
    }
    page.end();

    sparkline(page, shown, subscribed, columns);
    return page.lines();
  }

  private List<Cell> progress(Progress now, int columns) {
    String phase = phase(now.phase());
    boolean over = now.elapsedNs() > now.plannedNs() && now.phase() == Phase.COOLDOWN;
    String time =
        String.format(
            Locale.ROOT,
            "%.0f%s%.0f s",
            now.elapsedNs() / 1e9,
            over ? " s, planned " : " of ",
            now.plannedNs() / 1e9);
    List<Cell> cells = new ArrayList<>();
    cells.add(new Cell(phase, Style.bold));
    int bar = Math.min(MOST_BAR_COLUMNS, columns - LABEL_COLUMNS - time.length() - 4);
    if (bar >= LEAST_BAR_COLUMNS) {
      cells.set(0, new Cell(pad(phase, LABEL_COLUMNS - 2), Style.bold));
      int done =
          (int)
              Math.max(
                  0,
                  Math.min(bar, bar * (now.elapsedNs() / (double) Math.max(1, now.plannedNs()))));
      cells.add(
          new Cell(
              (unicode ? "━" : "=").repeat(done) + (unicode ? "╌" : "-").repeat(bar - done),
              now.phase() == Phase.WINDOW ? Style.fg_green : Style.fg_cyan));
    }
    cells.add(new Cell(time, Style.reset));
    return cells;
  }

  private static String phase(Phase phase) {
    return switch (phase) {
      case WARMUP -> "warm-up";
      case WINDOW -> "measuring";
      case COOLDOWN -> "cool-down";
    };
  }

  private static long toReceive(Progress second) {
    return Math.max(0, second.consumeBacklog().orElse(0));
  }

  /** As wide as the widest of the seconds shown, so that figures stand still. */
  private static String number(
      String name, List<Progress> shown, Progress now, ToLongFunction<Progress> figure) {
    int columns = 0;
    for (Progress second : shown) {
      columns = Math.max(columns, count(figure.applyAsLong(second)).length());
    }
    return name + padLeft(count(figure.applyAsLong(now)), columns);
  }

  private static String latency(
      String name,
      List<Progress> shown,
      Progress now,
      ToLongFunction<Progress> p50Ns,
      ToLongFunction<Progress> p99Ns) {
    int columns = 0;
    for (Progress second : shown) {
      columns = Math.max(columns, milliseconds(p50Ns.applyAsLong(second)).length());
      columns = Math.max(columns, milliseconds(p99Ns.applyAsLong(second)).length());
    }
    return name
        + " p50 "
        + padLeft(milliseconds(p50Ns.applyAsLong(now)), columns)
        + " p99 "
        + padLeft(milliseconds(p99Ns.applyAsLong(now)), columns);
  }

  private void sparkline(Page page, List<Progress> shown, boolean subscribed, int columns) {
    List<Progress> fitting =
        shown.subList(Math.max(0, shown.size() - Math.max(1, columns)), shown.size());
    Sparkline sparkline =
        Sparkline.of(
            fitting.stream()
                .map(second -> subscribed ? second.endToEndP99Ns() : second.publishP99Ns())
                .toList(),
            unicode ? Sparkline.BLOCKS : Sparkline.ASCII);
    page.cell((subscribed ? "end to end" : "publish") + " p99, last " + fitting.size() + " s");
    page.cell(sparkline.scale());
    page.end();
    page.cell(sparkline.text(), Style.fg_cyan);
    page.end();
  }

  private static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** 0 stands for none. */
  private static String milliseconds(long ns) {
    return ns <= 0 ? "-" : Milliseconds.text(ns);
  }

  private static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - text.length()));
  }

  private static String padLeft(String text, int columns) {
    return " ".repeat(Math.max(0, columns - text.length())) + text;
  }

  /** Text that is not broken over lines. */
  private record Cell(String text, Style style) {}

  /** Sets cells one after another and breaks lines between them. */
  private final class Page {
    private static final String GAP = "  ";

    private final int columns;
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private int used;
    private int indent;

    Page(int columns) {
      this.columns = columns;
    }

    void label(String text) {
      boolean roomy = columns >= ROOMY_COLUMNS;
      indent = roomy ? LABEL_COLUMNS : 2;
      append(new Cell(roomy ? pad(text, LABEL_COLUMNS - GAP.length()) : text, Style.faint));
    }

    void cells(List<Cell> cells) {
      cells.forEach(this::append);
    }

    void cell(String text) {
      append(new Cell(text, Style.reset));
    }

    void cell(String text, Style style) {
      append(new Cell(text, style));
    }

    private void append(Cell cell) {
      int gap = used == 0 ? 0 : GAP.length();
      if (used > 0 && used + gap + cell.text().length() > columns) {
        String continued = " ".repeat(Math.min(indent, Math.max(0, columns - 1)));
        endLine();
        line.append(continued);
        used = continued.length();
        gap = 0;
      }
      String text = cell.text().substring(0, Math.min(cell.text().length(), columns - used - gap));
      line.append(" ".repeat(gap));
      boolean styled = colour && cell.style() != Style.reset;
      // What picocli switches bold off with underlines on some terminals; a reset does not.
      line.append(styled ? cell.style().on() + text + Style.reset.on() : text);
      used += gap + text.length();
    }

    private void endLine() {
      lines.add(line.toString());
      line.setLength(0);
      used = 0;
    }

    void end() {
      endLine();
      indent = 0;
    }

    List<String> lines() {
      return List.copyOf(lines);
    }
  }
}
