/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import de.erichseifert.vectorgraphics2d.Document;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import io.weir.core.analysis.EntropyPlot;
import io.weir.spi.UnavailableException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws a trace: rate over time, and below it the entropy plot with the line that was fitted. Needs
 * no display, but the fonts of the system.
 */
public final class TrafficPlot {
  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 420;

  /** More points than pixels only cost. */
  private static final int MOST_POINTS = 2_000;

  private final XYChart rate;
  private final XYChart entropy;

  /**
   * @param counts events slot by slot
   * @param slotSeconds length of a slot; 1 if it is not known, and the axis then counts slots
   * @param slotKnown whether it is
   * @param plot of the counts
   * @throws UnavailableException if this Java cannot draw
   */
  public TrafficPlot(long[] counts, double slotSeconds, boolean slotKnown, EntropyPlot plot) {
    try {
      this.rate = rate(counts, slotSeconds, slotKnown);
      this.entropy = entropy(plot);
    } catch (RuntimeException | LinkageError | InternalError e) {
      throw cannotDraw(e);
    }
  }

  private static XYChart rate(long[] counts, double slotSeconds, boolean slotKnown) {
    int joined = (counts.length + MOST_POINTS - 1) / MOST_POINTS;
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int k = 0; k < counts.length; k += joined) {
      int end = Math.min(counts.length, k + joined);
      long sum = 0;
      for (int i = k; i < end; i++) {
        sum += counts[i];
      }
      double height = sum / ((end - k) * slotSeconds);
      x.add(k * slotSeconds);
      y.add(height);
      x.add(end * slotSeconds);
      y.add(height);
    }
    String each = joined == 1 ? "" : String.format(Locale.ROOT, ", means of %,d slots", joined);
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Rate over time" + each)
            .xAxisTitle(slotKnown ? "seconds" : "slot")
            .yAxisTitle(slotKnown ? "records/s" : "records a slot")
            .build();
    plain(chart);
    chart.getStyler().setLegendVisible(false);
    XYSeries series = chart.addSeries("rate", x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(new Color(0x1f, 0x5f, 0xa8));
    series.setLineWidth(1);
    return chart;
  }

  private static XYChart entropy(EntropyPlot plot) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Entropy plot")
            .xAxisTitle("log2 of the number of slots")
            .yAxisTitle("entropy, bits")
            .build();
    plain(chart);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    points(chart, plot, true, "levels used", new Color(0x1f, 0x5f, 0xa8));
    points(chart, plot, false, "levels not used", Color.GRAY);
    plot.fit()
        .ifPresent(
            fit -> {
              double last =
                  plot.levels().stream().mapToDouble(EntropyPlot.Level::log2Slots).max().orElse(1);
              XYSeries line =
                  chart.addSeries(
                      String.format(Locale.ROOT, "b = %.3f, R² %.5f", fit.b(), fit.r2()),
                      List.of(0.0, last),
                      List.of(fit.intercept(), fit.intercept() + fit.slope() * last));
              line.setMarker(SeriesMarkers.NONE);
              line.setLineColor(new Color(0xc0, 0x50, 0x20));
            });
    return chart;
  }

  private static void points(
      XYChart chart, EntropyPlot plot, boolean used, String name, Color colour) {
    List<EntropyPlot.Level> levels =
        plot.levels().stream().filter(level -> level.used() == used).toList();
    if (levels.isEmpty()) {
      return;
    }
    XYSeries series =
        chart.addSeries(
            name,
            levels.stream().map(EntropyPlot.Level::log2Slots).toList(),
            levels.stream().map(EntropyPlot.Level::entropy).toList());
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(colour);
  }

  private static void plain(XYChart chart) {
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLocale(Locale.ROOT);
    chart.getStyler().setAntiAlias(true);
  }

  /**
   * Writes SVG.
   *
   * @throws UnavailableException if this Java cannot draw
   */
  public void svg(OutputStream out) throws IOException {
    Document document;
    try {
      VectorGraphics2D graphics = new VectorGraphics2D();
      paint(graphics);
      document =
          new SVGProcessor()
              .getDocument(graphics.getCommands(), new PageSize(0, 0, WIDTH, 2 * HEIGHT));
    } catch (RuntimeException | LinkageError | InternalError e) {
      throw cannotDraw(e);
    }
    document.writeTo(out);
  }

  /**
   * Writes PNG.
   *
   * @throws UnavailableException if this Java cannot draw
   */
  public void png(OutputStream out) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, 2 * HEIGHT, BufferedImage.TYPE_INT_RGB);
    try {
      Graphics2D graphics = image.createGraphics();
      paint(graphics);
      graphics.dispose();
    } catch (RuntimeException | LinkageError | InternalError e) {
      throw cannotDraw(e);
    }
    ImageIO.write(image, "png", out);
  }

  private void paint(Graphics2D graphics) {
    rate.paint(graphics, WIDTH, HEIGHT);
    graphics.translate(0, HEIGHT);
    entropy.paint(graphics, WIDTH, HEIGHT);
  }

  /** What Java says without fonts differs from one version to the next, and helps nobody. */
  private static UnavailableException cannotDraw(Throwable cause) {
    return new UnavailableException(
        "no plot can be drawn: this Java has no fonts ("
            + cause.getClass().getSimpleName()
            + "); install fontconfig and a font, such as the package fonts-dejavu-core",
        cause);
  }
}
