/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

import java.util.Locale;

/** What is recorded per record, in nanoseconds. Times are offsets from the start of the run. */
public enum LatencyMetric {
  /** acked − intended. */
  PUBLISH_LATENCY,
  /** acked − sent. */
  PUBLISH_SERVICE_TIME,
  /** sent − intended. */
  SCHEDULE_DELAY,
  /** received − intended, per subscription. */
  END_TO_END_LATENCY,
  /** result received − the row's anchor, of rows that are right. */
  ENGINE_LATENCY,
  /** result received − (window end + watermark delay), of rows that are right. */
  WINDOW_EMISSION_DELAY;

  /** As log tags and CSV columns write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
