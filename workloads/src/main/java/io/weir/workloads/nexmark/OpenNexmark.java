/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import io.weir.spi.EventSource;
import io.weir.spi.OpenWorkload;
import io.weir.spi.StreamSpec;
import java.util.List;

/** The auction of one run. */
final class OpenNexmark implements OpenWorkload {
  private final List<StreamSpec> streams;
  private final NexmarkOptions options;
  private final long seed;
  private final NexmarkTexts texts;
  private final NexmarkPrices prices = new NexmarkPrices();

  OpenNexmark(List<StreamSpec> streams, NexmarkOptions options, long seed) {
    this.streams = streams;
    this.options = options;
    this.seed = seed;
    this.texts = new NexmarkTexts(seed);
  }

  @Override
  public List<StreamSpec> streams() {
    return streams;
  }

  @Override
  public EventSource newSource() {
    return new NexmarkSource(streams, options, texts, prices, seed);
  }
}
