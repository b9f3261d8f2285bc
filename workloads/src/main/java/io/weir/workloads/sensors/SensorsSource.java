/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.sensors;

import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.Mix;
import io.weir.workloads.encoding.RecordWriter;
import io.weir.workloads.source.Normal;
import io.weir.workloads.source.StreamWriters;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes readings: record i is reading i div S of station i mod S, of S stations. A reading depends
 * on those of its station before, so a source makes these too, if only their numbers: with T load
 * threads each walks up to T readings for one that it sends. A station's history is made when its
 * first record is asked for.
 */
final class SensorsSource implements EventSource {
  static final int DECIMALS = 3;

  private final SensorsOptions options;
  private final StreamWriters writers;
  private final byte[][] ids;
  private final Normal normal;
  private final long seed;
  private final SensorOutliers outliers;
  private final @Nullable StationHistory[] histories;
  private final AtomicLong made;
  private final AtomicLong outliersMade;

  /**
   * @param seed of the stations
   * @param made takes the highest index
   * @param outliersMade counts values that were outliers
   */
  SensorsSource(
      SensorsOptions options,
      byte[][] ids,
      Normal normal,
      long seed,
      SensorOutliers outliers,
      AtomicLong made,
      AtomicLong outliersMade) {
    this.options = options;
    this.writers = new StreamWriters(options.streams());
    this.ids = ids;
    this.normal = normal;
    this.seed = seed;
    this.outliers = outliers;
    this.histories = new StationHistory[ids.length];
    this.made = made;
    this.outliersMade = outliersMade;
  }

  @Override
  public void fill(long index, int publisher, long sequence, long intendedNs, Event into) {
    int station = (int) (index % ids.length);
    StationHistory history = upTo(station, index / ids.length);
    RecordWriter record = writers.begin(0, intendedNs, into);
    record.putText(ids[station]);
    int kinds = options.kinds().size();
    for (int k = 0; k < kinds; k++) {
      if (outliers.is(index, k)) {
        record.putDecimal(outliers.thousandths(index, k), DECIMALS);
        outliersMade.setRelease(outliersMade.getPlain() + 1);
      } else {
        record.putDecimal(Math.abs(history.thousandths(k)), DECIMALS);
      }
    }
    record.end(into);
    into.key = ids[station];
    into.keyIndex = station;
    made.setRelease(index);
  }

  @Override
  public void tick(int stream, long index, long offsetNs, long aheadMs, Event into) {
    writers.tick(stream, offsetNs, aheadMs, into);
  }

  private StationHistory upTo(int station, long reading) {
    StationHistory history = histories[station];
    if (history == null) {
      history = new StationHistory(options.kinds(), normal, Mix.of(seed, station));
      histories[station] = history;
    }
    while (history.readings() <= reading) {
      history.next();
    }
    return history;
  }
}
