/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import io.weir.core.results.LatencySummary;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Latencies by percentile as a picture in text. Pure.
 *
 * <p>A percentile p stands at log10(1 / (1 − p)), as in HdrHistogram's plots, so that each further
 * nine takes the same room. Marks are the percentiles that results keep, each with at least ten
 * values beyond; dots between them lead the eye and are no figures.
 */
final class PercentileSketch {
  private static final int ROWS = 12;
  private static final int COLUMNS = 70;

  /** Below this, a curve is a point or two. */
  private static final double LEAST_PERCENTILE = 90;

  /** Beyond this ratio a linear axis would press most values into its first row. */
  private static final double MOST_LINEAR_RATIO = 10;

  private static final int MOST_FINE_DECADES = 3;
  private static final List<Double> LABELLED = List.of(0.0, 90.0, 99.0, 99.9, 99.99, 99.999, 50.0);

  private final Marks marks;

  /**
   * A curve.
   *
   * @param name for the legend
   * @param points ascending
   */
  record Curve(String name, List<LatencySummary.Point> points) {
    Curve {
      points = List.copyOf(points);
    }

    private double last() {
      return points.isEmpty() ? 0 : points.get(points.size() - 1).percentile();
    }
  }

  /** The characters drawn with. */
  private record Marks(
      List<Character> curves,
      char several,
      char between,
      char axis,
      char tick,
      char base,
      char foot,
      char corner) {
    private static final Marks FULL =
        new Marks(List.of('●', '○'), '◉', '·', '│', '┤', '─', '┴', '└');
    private static final Marks ASCII =
        new Marks(List.of('*', 'o'), '@', '.', '|', '+', '-', '+', '+');

    private String all() {
      return ""
          + curves.get(0)
          + curves.get(1)
          + several
          + between
          + axis
          + tick
          + base
          + foot
          + "└";
    }
  }

  private PercentileSketch(Marks marks) {
    this.marks = marks;
  }

  /**
   * The lines, at most 70 columns wide but for long names in the legend; none if no curve reaches
   * the 90th percentile.
   *
   * @param curves at most two
   * @param charset decides between line drawing and ASCII
   */
  static List<String> lines(List<Curve> curves, Charset charset) {
    List<Curve> drawn =
        curves.stream().limit(2).filter(curve -> curve.last() >= LEAST_PERCENTILE).toList();
    if (drawn.isEmpty()) {
      return List.of();
    }
    boolean full = charset.canEncode() && charset.newEncoder().canEncode(Marks.FULL.all());
    return new PercentileSketch(full ? Marks.FULL : Marks.ASCII).draw(drawn);
  }

  private List<String> draw(List<Curve> curves) {
    Scale scale = Scale.of(curves);
    int labels = scale.ticksMs().stream().mapToInt(t -> label(t).length()).max().orElse(1);
    int width = COLUMNS - labels - 3;
    double last = curves.stream().mapToDouble(Curve::last).max().orElse(LEAST_PERCENTILE);
    char[][] cells = new char[ROWS][width];
    Arrays.stream(cells).forEach(row -> Arrays.fill(row, ' '));
    curves.forEach(curve -> between(cells, curve, scale, last));
    for (int i = 0; i < curves.size(); i++) {
      marks(cells, curves.get(i), marks.curves().get(i), scale, last);
    }
    List<String> lines = new ArrayList<>();
    lines.add(legend(curves, scale));
    String[] ticks = new String[ROWS];
    Arrays.fill(ticks, "");
    scale.ticksMs().forEach(tick -> ticks[row(Math.round(tick * 1e6), scale)] = label(tick));
    for (int row = 0; row < ROWS; row++) {
      char axis = ticks[row].isEmpty() ? marks.axis() : marks.tick();
      lines.add(
          (" ".repeat(labels - ticks[row].length() + 1)
                  + ticks[row]
                  + " "
                  + axis
                  + new String(cells[row]))
              .stripTrailing());
    }
    foot(lines, labels, width, last);
    return lines;
  }

  private String legend(List<Curve> curves, Scale scale) {
    StringBuilder legend =
        new StringBuilder("ms by percentile").append(scale.logarithmic() ? ", log scale" : "");
    for (int i = 0; i < curves.size(); i++) {
      legend.append("   ").append(marks.curves().get(i)).append(' ').append(curves.get(i).name());
    }
    if (curves.size() > 1) {
      legend.append("   ").append(marks.several()).append(" both");
    }
    return legend.toString();
  }

  private void between(char[][] cells, Curve curve, Scale scale, double last) {
    for (int i = 1; i < curve.points().size(); i++) {
      LatencySummary.Point from = curve.points().get(i - 1);
      LatencySummary.Point to = curve.points().get(i);
      int left = column(from.percentile(), last, cells[0].length);
      int right = column(to.percentile(), last, cells[0].length);
      double low = scale.share(from.valueNs());
      double high = scale.share(to.valueNs());
      for (int column = left + 1; column < right; column++) {
        double share = low + (high - low) * (column - left) / (right - left);
        cells[rowOf(share)][column] = marks.between();
      }
    }
  }

  private void marks(char[][] cells, Curve curve, char mark, Scale scale, double last) {
    for (LatencySummary.Point point : curve.points()) {
      int row = row(point.valueNs(), scale);
      int column = column(point.percentile(), last, cells[0].length);
      boolean taken = cells[row][column] != ' ' && cells[row][column] != marks.between();
      cells[row][column] = taken && cells[row][column] != mark ? marks.several() : mark;
    }
  }

  private void foot(List<String> lines, int labels, int width, double last) {
    char[] base = new char[width];
    Arrays.fill(base, marks.base());
    char[] text = new char[width];
    Arrays.fill(text, ' ');
    for (double percentile : LABELLED) {
      if (percentile > last) {
        continue;
      }
      String label = BigDecimal.valueOf(percentile).stripTrailingZeros().toPlainString() + "%";
      int column = column(percentile, last, width);
      int start = Math.max(0, Math.min(width - label.length(), column - label.length() / 2));
      if (free(text, start, label.length())) {
        label.getChars(0, label.length(), text, start);
        base[column] = marks.foot();
      }
    }
    String indent = " ".repeat(labels + 2);
    lines.add(indent + marks.corner() + new String(base));
    lines.add((indent + " " + new String(text)).stripTrailing());
  }

  private static boolean free(char[] text, int start, int length) {
    for (int i = Math.max(0, start - 1); i < Math.min(text.length, start + length + 1); i++) {
      if (text[i] != ' ') {
        return false;
      }
    }
    return true;
  }

  private static int column(double percentile, double last, int width) {
    return (int) Math.round(nines(percentile) / nines(last) * (width - 1));
  }

  private static double nines(double percentile) {
    return -Math.log10(1 - percentile / 100);
  }

  private static int row(long ns, Scale scale) {
    return rowOf(scale.share(ns));
  }

  private static int rowOf(double share) {
    return (int) Math.round((1 - Math.max(0, Math.min(1, share))) * (ROWS - 1));
  }

  private static String label(double ms) {
    return BigDecimal.valueOf(ms)
        .round(new MathContext(3, RoundingMode.HALF_UP))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** The latency axis, between two of its ticks. */
  private record Scale(boolean logarithmic, List<Double> ticksMs) {
    static Scale of(List<Curve> curves) {
      double least = Double.MAX_VALUE;
      double most = 0;
      for (Curve curve : curves) {
        for (LatencySummary.Point point : curve.points()) {
          double ms = Math.max(1, point.valueNs()) / 1e6;
          least = Math.min(least, ms);
          most = Math.max(most, ms);
        }
      }
      return most / least > MOST_LINEAR_RATIO ? logarithmic(least, most) : linear(least, most);
    }

    private static Scale logarithmic(double least, double most) {
      boolean fine = Math.log10(most / least) <= MOST_FINE_DECADES;
      List<BigDecimal> steps =
          (fine ? List.of(1, 2, 5) : List.of(1)).stream().map(BigDecimal::valueOf).toList();
      List<Double> ticks = new ArrayList<>();
      int decade = (int) Math.floor(Math.log10(least)) - 1;
      while (ticks.isEmpty() || ticks.get(ticks.size() - 1) < most) {
        for (BigDecimal step : steps) {
          double tick = step.scaleByPowerOfTen(decade).doubleValue();
          if (ticks.isEmpty() || ticks.get(ticks.size() - 1) < most) {
            ticks.add(tick);
          }
        }
        decade++;
      }
      while (ticks.size() > 1 && ticks.get(1) <= least) {
        ticks.remove(0);
      }
      return new Scale(true, List.copyOf(ticks));
    }

    private static Scale linear(double least, double most) {
      BigDecimal step = niceStep(most > least ? (most - least) / 4 : most / 4);
      BigDecimal low = BigDecimal.valueOf(least).divideToIntegralValue(step).multiply(step);
      List<Double> ticks = new ArrayList<>();
      BigDecimal tick = low;
      ticks.add(tick.doubleValue());
      while (tick.doubleValue() < most || ticks.size() < 2) {
        tick = tick.add(step);
        ticks.add(tick.doubleValue());
      }
      return new Scale(false, List.copyOf(ticks));
    }

    /** The least of 1, 2, 5 times a power of ten that is not below. */
    private static BigDecimal niceStep(double wanted) {
      int decade = (int) Math.floor(Math.log10(wanted));
      for (int step : new int[] {1, 2, 5}) {
        BigDecimal nice = BigDecimal.valueOf(step).scaleByPowerOfTen(decade);
        if (nice.doubleValue() >= wanted) {
          return nice;
        }
      }
      return BigDecimal.ONE.scaleByPowerOfTen(decade + 1);
    }

    /** 0 at the lowest tick, 1 at the highest. */
    double share(long ns) {
      double low = ticksMs.get(0);
      double high = ticksMs.get(ticksMs.size() - 1);
      double ms = Math.max(1, ns) / 1e6;
      return logarithmic ? Math.log(ms / low) / Math.log(high / low) : (ms - low) / (high - low);
    }
  }
}
