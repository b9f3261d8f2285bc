/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.spi.Mix;
import io.weir.spi.OpenWorkload;
import io.weir.spi.Schema;
import io.weir.spi.SettingException;
import io.weir.spi.Settings;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import io.weir.workloads.source.Bound;
import io.weir.workloads.source.Normal;
import io.weir.workloads.source.SourceContract;
import io.weir.workloads.source.Walk;
import io.weir.workloads.source.Walk.Made;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SensorsTest extends SourceContract {
  @Override
  protected Workload workload() {
    return new SensorsWorkload();
  }

  @Override
  protected List<Settings> variants() {
    return List.of(
        settings(),
        settings("stations", "7", "encoding", "avro", "outlier-rate", "0.1"),
        settings("stations", "3", "kinds", "co2:400/30,uv:3/1"));
  }

  private Settings settings(String... optionsAndValues) {
    return Bound.settings(workload(), optionsAndValues);
  }

  /** The rule in words, with all values kept and every sum made anew, in doubles. */
  @Property(tries = 5)
  void aHistoryFollowsTheRule(@ForAll long seed) {
    Normal normal = new Normal();
    List<SensorKind> kinds = SensorKind.STANDARD;
    StationHistory history = new StationHistory(kinds, normal, seed);
    List<List<Double>> values = new ArrayList<>();
    for (int k = 0; k < kinds.size(); k++) {
      values.add(new ArrayList<>());
    }
    for (int reading = 0; reading < 1_000; reading++) {
      history.next();
      for (int k = 0; k < kinds.size(); k++) {
        List<Double> before = values.get(k);
        List<Double> last = before.subList(Math.max(0, before.size() - 300), before.size());
        double mean = kinds.get(k).mean();
        long draw = (reading * 9L + k) * 2;
        if (!last.isEmpty() && Mix.unit(Mix.of(seed, draw)) >= 0.2) {
          double weighted = 0;
          double weights = 0;
          for (int j = 0; j < last.size(); j++) {
            double weight = last.size() == 1 ? 1 : 1 + 0.5 * j / (last.size() - 1);
            weighted += weight * last.get(j);
            weights += weight;
          }
          mean = weighted / weights;
        }
        double value = mean + kinds.get(k).sd() * normal.of(Mix.of(seed, draw + 1));
        assertThat(history.thousandths(k) / 1000.0).isCloseTo(value, within(0.000_500_1));
        before.add(history.thousandths(k) / 1000.0);
      }
    }
  }

  @Example
  void valuesAreAroundTheirMeansWithTheirDeviations() {
    StationHistory history = new StationHistory(SensorKind.STANDARD, new Normal(), 17);
    int readings = 200_000;
    double[] sums = new double[9];
    double[] squares = new double[9];
    for (int i = 0; i < readings; i++) {
      history.next();
      for (int k = 0; k < 9; k++) {
        double value = history.thousandths(k) / 1000.0 - SensorKind.STANDARD.get(k).mean();
        sums[k] += value;
        squares[k] += value * value;
      }
    }
    for (int k = 0; k < 9; k++) {
      double sd = SensorKind.STANDARD.get(k).sd();
      assertThat(sums[k] / readings).isCloseTo(0, within(0.05 * sd));
      // The trend adds a little to the deviation of a draw.
      assertThat(Math.sqrt(squares[k] / readings)).isBetween(0.99 * sd, 1.1 * sd);
    }
  }

  @Example
  void outliersAreWhereTheGroundTruthSaysAndNowhereElse() {
    long seed = 23;
    Walk with = new Walk(workload(), settings("outlier-rate", "0.02"), seed, 20_000, RATE_HZ);
    Walk without = new Walk(workload(), settings("outlier-rate", "0"), seed, 20_000, RATE_HZ);
    SensorOutliers truth = new SensorOutliers(SensorKind.STANDARD, 0.02, seed);
    List<Made> disturbed = with.make();
    List<Made> clean = without.make();
    long outliers = 0;
    for (int i = 0; i < disturbed.size(); i++) {
      for (int k = 0; k < 9; k++) {
        SensorKind kind = SensorKind.STANDARD.get(k);
        double value = (double) with.value(disturbed.get(i), kind.name());
        if (truth.is(i, k)) {
          outliers++;
          assertThat(value).isEqualTo(truth.thousandths(i, k) / 1000.0);
          assertThat(Math.abs(value - kind.mean()) / kind.sd()).isBetween(3.99, 8.01);
        } else {
          assertThat(value).isEqualTo((double) without.value(clean.get(i), kind.name()));
        }
        assertThat(value).isNotNegative();
      }
    }
    double expected = 0.02 * 9 * disturbed.size();
    assertThat((double) outliers).isCloseTo(expected, within(4 * Math.sqrt(expected)));
    assertThat(with.open().facts())
        .containsEntry("outliers made here", Long.toString(outliers))
        .containsEntry("outlier rate, of the values of every field", "0.02");
    assertThat(without.open().facts()).containsEntry("outliers made here", "0");
  }

  @Example
  void theGroundTruthIsWrittenOnRequest() throws IOException {
    Path directory = Files.createTempDirectory("ground-truth");
    Path file = directory.resolve("ground-truth.csv");
    try {
      Settings settings = settings("ground-truth", "true", "kinds", "co2:400/30");
      OpenWorkload open = workload().open(new WorkloadRequest(settings, 9, directory));
      Walk walk = new Walk(open, 5_000, RATE_HZ);
      Map<String, Object> sent = new HashMap<>();
      for (Made made : walk.make(i -> i % 2 == 1)) {
        for (Schema.Field field : open.streams().get(0).schema().orElseThrow().ownFields()) {
          sent.put(
              made.index() + "," + made.key() + "," + field.name(), walk.value(made, field.name()));
        }
      }
      open.close();
      List<String> lines = Files.readAllLines(file);
      assertThat(lines.get(0)).isEqualTo("index,station_id,field,value");
      assertThat(lines.size()).isBetween(20, 100);
      long ofOurs = 0;
      for (String line : lines.subList(1, lines.size())) {
        int comma = line.lastIndexOf(',');
        if (Long.parseLong(line.substring(0, line.indexOf(','))) % 2 == 1) {
          ofOurs++;
          assertThat(sent.get(line.substring(0, comma)))
              .isEqualTo(Double.parseDouble(line.substring(comma + 1)));
        }
      }
      assertThat(open.facts()).containsEntry("outliers made here", Long.toString(ofOurs));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  @Example
  void noGroundTruthIsWrittenUnasked() throws IOException {
    Path directory = Files.createTempDirectory("no-ground-truth");
    OpenWorkload open = workload().open(new WorkloadRequest(settings(), 9, directory));
    new Walk(open, 10, RATE_HZ).make();
    open.close();
    // Fails if something was left in it.
    Files.delete(directory);
  }

  @Example
  void newKindsAreFieldsAtTheEnd() {
    Settings settings = settings("kinds", "co2:400/30, uv:3.5/1");
    Schema schema = workload().streams(settings).get(0).schema().orElseThrow();
    assertThat(schema.ownFields()).hasSize(12);
    assertThat(schema.ownFields().get(10).name()).isEqualTo("co2");
    Walk walk = new Walk(workload(), settings, 5, 20_000, RATE_HZ);
    assertThat(
            walk.make().stream()
                .mapToDouble(m -> (double) walk.value(m, "co2"))
                .average()
                .orElseThrow())
        .isCloseTo(400, within(10.0));
  }

  @Example
  void optionsThatCannotBeUsedAreRefusedInOneLine() {
    refused("\"co2\" is none", "kinds", "co2");
    refused("\"CO2\" is none", "kinds", "CO2:1/1");
    refused("\"\" is none", "kinds", "co2:1/1,");
    refused("\"x\" is no number", "kinds", "co2:x/1");
    refused("\"1e99\" is no number", "kinds", "co2:1/1e99");
    refused("of 0.01 at least", "kinds", "co2:1/0");
    refused("of 0.01 at least", "kinds", "co2:1/0.009");
    refused("another unit", "kinds", "co2:3000000/1");
    refused("means of 0 at least", "kinds", "frost:-5/1");
    refused("means of 0 at least", "kinds", "frost:-0.001/1");
    refused("rename co2", "kinds", "co2:1/1,co2:2/1");
    refused("rename humidity", "kinds", "humidity:1/1");
    refused("rename event_time", "kinds", "event_time:1/1");
    refused("sensors.stations=0 ", "stations", "0");
    refused("sensors.outlier-rate=1.5 ", "outlier-rate", "1.5");
    refused("sensors.outlier-rate=NaN ", "outlier-rate", "NaN");
  }

  private void refused(String part, String... optionsAndValues) {
    assertThatThrownBy(() -> workload().streams(settings(optionsAndValues)))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("sensors." + optionsAndValues[0] + "=")
        .hasMessageContaining(part)
        .hasMessageNotContaining("\n");
  }
}
