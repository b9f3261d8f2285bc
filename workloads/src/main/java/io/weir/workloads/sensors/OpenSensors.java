/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.sensors;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.weir.spi.EventSource;
import io.weir.spi.OpenWorkload;
import io.weir.spi.StreamSpec;
import io.weir.workloads.encoding.Digits;
import io.weir.workloads.source.Draws;
import io.weir.workloads.source.Highest;
import io.weir.workloads.source.Ids;
import io.weir.workloads.source.Normal;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The stations of one run. */
final class OpenSensors implements OpenWorkload {
  static final String GROUND_TRUTH = "ground-truth.csv";

  private final SensorsOptions options;
  private final long seed;
  private final Path directory;
  private final byte[][] ids;
  private final Normal normal = new Normal();
  private final SensorOutliers outliers;
  private final Highest made = new Highest();
  private final List<AtomicLong> outliersMade = new CopyOnWriteArrayList<>();

  OpenSensors(SensorsOptions options, long seed, Path directory) {
    this.options = options;
    this.seed = Draws.seedFor(seed, "stations");
    this.directory = directory;
    this.ids = Ids.of("station-", options.stations(), 4);
    this.outliers = new SensorOutliers(options.kinds(), options.outlierRate(), seed);
  }

  @Override
  public List<StreamSpec> streams() {
    return options.streams();
  }

  @Override
  public EventSource newSource() {
    AtomicLong count = new AtomicLong();
    outliersMade.add(count);
    return new SensorsSource(options, ids, normal, seed, outliers, made.one(), count);
  }

  @Override
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("stations", Integer.toString(options.stations()));
    facts.put("outlier rate, of the values of every field", Double.toString(outliers.rate()));
    facts.put(
        "outliers made here",
        Long.toString(outliersMade.stream().mapToLong(AtomicLong::getAcquire).sum()));
    return facts;
  }

  /** Writes the ground truth if it was asked for; the load has ended. */
  @Override
  public void close() {
    if (options.groundTruth()) {
      try {
        writeGroundTruth();
      } catch (IOException e) {
        throw new UncheckedIOException("the ground truth of the outliers cannot be written", e);
      }
    }
  }

  /** Every outlier of the global schedule up to the highest index made here. */
  private void writeGroundTruth() throws IOException {
    long last = made.value();
    byte[] digits = new byte[32];
    try (BufferedWriter file = Files.newBufferedWriter(directory.resolve(GROUND_TRUTH), US_ASCII)) {
      file.write("index,station_id,field,value\n");
      for (long index = 0; index <= last; index++) {
        for (int k = 0; k < options.kinds().size(); k++) {
          if (outliers.is(index, k)) {
            int length =
                Digits.writeDecimal(
                    digits, 0, outliers.thousandths(index, k), SensorsSource.DECIMALS);
            file.write(
                index
                    + ","
                    + new String(ids[(int) (index % ids.length)], US_ASCII)
                    + ","
                    + options.kinds().get(k).name()
                    + ","
                    + new String(digits, 0, length, US_ASCII)
                    + "\n");
          }
        }
      }
    }
  }
}
