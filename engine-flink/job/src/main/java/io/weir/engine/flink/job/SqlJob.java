/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.engine.flink.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Runs SQL statements on a cluster: declares tables and submits one job, the INSERT that stands
 * last. It does not wait for the job, as {@code POST /jars/:id/run} wants it; what is wrong with a
 * statement reaches the caller of that as the exception that it is.
 */
public final class SqlJob {
  private SqlJob() {}

  /**
   * Declares and submits, then returns.
   *
   * @param args one text, base64url without padding, of the JSON {@code {"configuration": {key:
   *     text}, "statements": [text]}}: no shell and no URL changes any of its characters
   */
  public static void main(String[] args) {
    if (args.length != 1) {
      throw new IllegalArgumentException("one argument is wanted, not " + args.length);
    }
    Work work = Work.of(args[0]);
    Configuration configuration = new Configuration();
    work.configuration().forEach(configuration::setString);
    StreamTableEnvironment tables =
        StreamTableEnvironment.create(
            StreamExecutionEnvironment.getExecutionEnvironment(configuration),
            EnvironmentSettings.newInstance()
                .inStreamingMode()
                .withConfiguration(configuration)
                .build());
    work.statements().forEach(tables::executeSql);
  }

  private record Work(Map<String, String> configuration, List<String> statements) {
    static Work of(String argument) {
      JsonNode root;
      try {
        byte[] json = Base64.getUrlDecoder().decode(argument);
        root = new ObjectMapper().readTree(new String(json, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new IllegalArgumentException("the argument holds no JSON", e);
      }
      Map<String, String> configuration = new TreeMap<>();
      Iterator<Map.Entry<String, JsonNode>> entries = root.path("configuration").fields();
      while (entries.hasNext()) {
        Map.Entry<String, JsonNode> entry = entries.next();
        configuration.put(entry.getKey(), entry.getValue().asText());
      }
      List<String> statements = new ArrayList<>();
      root.path("statements").forEach(statement -> statements.add(statement.asText()));
      if (statements.isEmpty()) {
        throw new IllegalArgumentException("the argument holds no statements");
      }
      return new Work(configuration, statements);
    }
  }
}
