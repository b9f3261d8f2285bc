/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import io.weir.spi.Query;
import io.weir.spi.ResultSchema;
import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import io.weir.spi.Settings;
import io.weir.spi.StreamSpec;
import java.util.List;
import java.util.function.Function;

/** The query that every workload has: all records of a stream, as they are. */
public final class Passthrough {
  private Passthrough() {}

  /**
   * The query.
   *
   * @param workload whose texts it takes
   * @param streams of the workload
   * @param input name of the stream
   * @param schema of the stream, as the texts know it
   */
  public static Query of(
      String workload, Function<Settings, List<StreamSpec>> streams, String input, Schema schema) {
    List<Field> columns = Columns.of(schema);
    return SqlQuery.of(
            "passthrough",
            "every record of " + input + " as it is",
            streams,
            new ResultSchema(columns, List.of(), ResultSchema.Mode.APPEND),
            input)
        .in("passthrough/" + workload)
        .answeredBy(readers -> PerRecord.fields(readers.get(0), Columns.names(columns)));
  }
}
