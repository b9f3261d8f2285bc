/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.core.plugin.Catalog;
import io.weir.core.plugin.Catalog.DriverFacts;
import io.weir.core.plugin.Origin;
import io.weir.core.plugin.SystemFacts;
import io.weir.core.plugin.WorkloadFacts;
import io.weir.spi.Capabilities;
import io.weir.spi.Compression;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.Offer;
import io.weir.spi.OptionSpec;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.Support;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

/**
 * What plugins say of themselves as JSON. The same members for all plugins and for one; a member
 * that does not apply is null.
 */
final class CatalogJson {
  /** Raised when a reader of the version before would misread it. */
  private static final int SCHEMA_VERSION = 1;

  private CatalogJson() {}

  static String of(Catalog catalog) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("schema_version", SCHEMA_VERSION);
    ArrayNode drivers = root.putArray("drivers");
    catalog.drivers().forEach(driver -> driver(drivers.addObject(), driver));
    ArrayNode engines = root.putArray("engines");
    catalog.engines().forEach(engine -> system(engines.addObject(), engine));
    ArrayNode workloads = root.putArray("workloads");
    catalog.workloads().forEach(workload -> workload(workloads.addObject(), workload));
    ArrayNode pairs = root.putArray("drivers_with_engines");
    catalog
        .pairs()
        .forEach(
            pair ->
                support(
                    pairs.addObject().put("driver", pair.driver()).put("engine", pair.engine()),
                    pair.support()));
    ArrayNode runs = root.putArray("queries_on_engines");
    catalog
        .runs()
        .forEach(
            run ->
                support(
                    runs.addObject()
                        .put("workload", run.workload())
                        .put("query", run.query())
                        .put("engine", run.engine()),
                    run.support()));
    ArrayNode failures = root.putArray("failures");
    catalog
        .failures()
        .forEach(f -> failures.addObject().put("plugin", f.name()).put("reason", f.reason()));
    return root.toPrettyString();
  }

  private static void driver(ObjectNode node, DriverFacts driver) {
    system(node, driver.system());
    Capabilities can = driver.can();
    ObjectNode capabilities = node.putObject("capabilities");
    capabilities.put("protocol", can.protocol());
    support(capabilities.putObject("local_servers"), can.localServers());
    capabilities.put("max_nodes", can.maxNodes());
    support(capabilities.putObject("existing_clusters"), can.existingClusters());
    capabilities.put("partitioned", can.partitioned());
    capabilities.put("ordering", can.ordering().name().toLowerCase(Locale.ROOT));
    offer(
        capabilities.putArray("durability_levels"),
        DurabilityLevel.values(),
        DurabilityLevel::text,
        can.durabilityLevels());
    offer(
        capabilities.putArray("subscription_kinds"),
        SubscriptionKind.values(),
        SubscriptionKind::text,
        can.subscriptionKinds());
    offer(
        capabilities.putArray("compressions"),
        Compression.values(),
        Compression::text,
        can.compressions());
    support(capabilities.putObject("transactions"), can.transactions());
  }

  private static <T extends Enum<T>> void offer(
      ArrayNode array, T[] values, Function<T, String> name, Offer<T> offer) {
    Arrays.stream(values)
        .forEach(
            value ->
                support(array.addObject().put("name", name.apply(value)), offer.support(value)));
  }

  private static void support(ObjectNode node, Support support) {
    node.put("supported", support instanceof Support.Yes);
    if (support instanceof Support.No no) {
      node.put("reason", no.reason());
    } else {
      node.putNull("reason");
    }
  }

  private static void system(ObjectNode node, SystemFacts system) {
    named(node, system.name(), system.description(), system.origin());
    node.put("default_version", system.defaultVersion());
    ArrayNode options = node.putArray("options");
    system.options().forEach(option -> option(options.addObject(), option));
    ArrayNode sections = node.putArray("native_sections");
    system
        .nativeSections()
        .forEach(
            (name, help) ->
                sections
                    .addObject()
                    .put("name", name)
                    .put("help", help)
                    .put("example", CatalogText.example(system.name(), name)));
  }

  private static void option(ObjectNode node, OptionSpec option) {
    node.put("name", option.name());
    node.put("type", option.type().name().toLowerCase(Locale.ROOT));
    option
        .defaultValue()
        .ifPresentOrElse(value -> node.put("default", value), () -> node.putNull("default"));
    ArrayNode allowed = node.putArray("allowed");
    option.allowed().forEach(allowed::add);
    node.put("help", option.help());
    node.put("secret", option.secret());
  }

  private static void workload(ObjectNode node, WorkloadFacts workload) {
    named(node, workload.name(), workload.description(), workload.origin());
    ArrayNode options = node.putArray("options");
    workload.options().forEach(option -> option(options.addObject(), option));
    ArrayNode streams = node.putArray("streams");
    workload
        .streams()
        .forEach(
            stream -> {
              ObjectNode its = streams.addObject();
              its.put("name", stream.name()).put("encoding", stream.encoding().text());
              ArrayNode fields = its.putArray("fields");
              stream
                  .schema()
                  .ifPresent(
                      schema ->
                          schema
                              .fields()
                              .forEach(
                                  field ->
                                      fields
                                          .addObject()
                                          .put("name", field.name())
                                          .put("type", CatalogText.type(field))
                                          .put("nullable", field.nullable())));
            });
    ArrayNode queries = node.putArray("queries");
    workload
        .queries()
        .forEach(
            query -> {
              ObjectNode its = queries.addObject();
              its.put("name", query.name()).put("description", query.description());
              its.put("mode", query.mode().name().toLowerCase(Locale.ROOT));
              its.put("window_ms", query.window().toMillis());
              ArrayNode inputs = its.putArray("inputs");
              query.inputs().forEach(inputs::add);
              ArrayNode dialects = its.putArray("dialects");
              query.dialects().forEach(dialects::add);
            });
  }

  private static void named(ObjectNode node, String name, String description, Origin origin) {
    node.put("name", name);
    node.put("description", description);
    node.put("plugin", origin.plugin());
    node.put("version", origin.version());
    origin
        .directory()
        .map(Path::toAbsolutePath)
        .ifPresentOrElse(
            directory -> node.put("directory", directory.toString()),
            () -> node.putNull("directory"));
  }
}
