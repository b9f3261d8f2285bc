/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import io.weir.spi.Encoding;
import io.weir.spi.OpenWorkload;
import io.weir.spi.OptionSpec;
import io.weir.spi.Query;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import io.weir.spi.Workload;
import io.weir.spi.WorkloadRequest;
import java.util.List;

/** The {@code nexmark} workload: persons, auctions and bids, 1 : 3 : 46. */
public final class NexmarkWorkload implements Workload {
  private static final List<StreamSpec> STREAMS =
      List.of(
          StreamSpec.of("persons", Encoding.JSON, NexmarkSchemas.PERSON),
          StreamSpec.of("auctions", Encoding.JSON, NexmarkSchemas.AUCTION),
          StreamSpec.of("bids", Encoding.JSON, NexmarkSchemas.BID));

  @Override
  public String name() {
    return NexmarkOptions.WORKLOAD;
  }

  @Override
  public String description() {
    return "the Nexmark auction: persons, auctions and bids, 1 : 3 : 46";
  }

  @Override
  public List<OptionSpec> options() {
    return NexmarkOptions.SPECS;
  }

  @Override
  public List<StreamSpec> streams(Settings settings) {
    NexmarkOptions.of(settings);
    return STREAMS;
  }

  @Override
  public List<Query> queries() {
    return NexmarkQueries.of(this::streams);
  }

  @Override
  public OpenWorkload open(WorkloadRequest request) {
    return new OpenNexmark(STREAMS, NexmarkOptions.of(request.settings()), request.seed());
  }
}
