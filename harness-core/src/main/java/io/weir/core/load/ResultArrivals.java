/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.load;

import io.weir.core.measure.Origin;
import io.weir.core.measure.ResultLog;
import io.weir.spi.RecordHandler;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives the records of an engine's result topic: keeps them as they are, with the offset at
 * which they came, and looks at nothing, since whoever is measured is not to wait for a parser.
 *
 * <p>Thread contract: any threads, as a subscriber has them; the topic may have several partitions.
 * How many have come so far is told by the log.
 */
public final class ResultArrivals implements RecordHandler {
  private final ResultLog log;
  private final Origin origin;
  private final Consumer<Throwable> onFailure;

  /**
   * @param log of the results; times in it are ns from the start of the run
   * @param origin start of the run, fixed before a record comes
   * @param onFailure told when the subscriber fails
   */
  public ResultArrivals(ResultLog log, Origin origin, Consumer<Throwable> onFailure) {
    this.log = log;
    this.origin = origin;
    this.onFailure = onFailure;
  }

  @Override
  public void onRecord(
      int topic,
      int partition,
      @Nullable ByteBuffer key,
      ByteBuffer payload,
      long brokerTimestampMs,
      long receivedNs) {
    log.append(key, payload, origin.offsetNs(receivedNs));
  }

  @Override
  public void onFailure(Throwable cause) {
    onFailure.accept(cause);
  }
}
