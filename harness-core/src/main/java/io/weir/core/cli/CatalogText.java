/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import io.weir.core.cli.Matrix.Cell;
import io.weir.core.cli.Matrix.Row;
import io.weir.core.experiment.Units;
import io.weir.core.plugin.Catalog;
import io.weir.core.plugin.Catalog.DriverFacts;
import io.weir.core.plugin.Catalog.EngineFacts;
import io.weir.core.plugin.Catalog.QueryRun;
import io.weir.core.plugin.Origin;
import io.weir.core.plugin.SystemFacts;
import io.weir.core.plugin.WorkloadFacts;
import io.weir.core.plugin.WorkloadFacts.QueryFacts;
import io.weir.spi.Capabilities;
import io.weir.spi.Compression;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.Guarantee;
import io.weir.spi.Offer;
import io.weir.spi.OptionSpec;
import io.weir.spi.OrderingScope;
import io.weir.spi.Schema;
import io.weir.spi.StreamSpec;
import io.weir.spi.SubscriptionKind;
import io.weir.spi.Support;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints what plugins say of themselves, for a terminal of 100 columns. */
final class CatalogText {
  private static final String INDENT = "  ";
  private static final int FACT_WIDTH = 20;

  private final Path here;

  /**
   * @param here the working directory: paths below it are shown from there
   */
  CatalogText(Path here) {
    this.here = here.toAbsolutePath().normalize();
  }

  /** All plugins in short, and what goes with what. */
  List<String> overview(Catalog catalog) {
    List<String> lines = new ArrayList<>();
    List<SystemFacts> drivers = catalog.drivers().stream().map(DriverFacts::system).toList();
    listed(lines, "Drivers", drivers, "No driver is installed.");
    List<SystemFacts> engines = catalog.engines().stream().map(EngineFacts::system).toList();
    listed(lines, "Engines", engines, "No engine is installed.");
    workloads(lines, catalog.workloads());
    if (!catalog.drivers().isEmpty()) {
      section(lines, "What drivers offer");
      lines.addAll(offers(catalog.drivers()).lines());
    }
    matrices(lines, catalog);
    failures(lines, catalog);
    return lines;
  }

  /** Everything about each of the few that the catalog holds. */
  List<String> details(Catalog catalog) {
    List<String> lines = new ArrayList<>();
    for (DriverFacts driver : catalog.drivers()) {
      system(lines, "Driver", driver.system());
      capabilities(lines, driver.can());
      settings(lines, driver.system());
    }
    for (EngineFacts engine : catalog.engines()) {
      system(lines, "Engine", engine.system());
      fact(lines, "dialect", engine.dialect());
      fact(lines, "local servers", yesOrNone(engine.local()));
      fact(lines, "existing clusters", yesOrNone(engine.existing()));
      fact(lines, "rescaling", yesOrNone(engine.rescales()));
      settings(lines, engine.system());
      faults(lines, engine);
    }
    for (WorkloadFacts workload : catalog.workloads()) {
      head(lines, "Workload", workload.name(), workload.description(), workload.origin());
      options(lines, workload.name(), workload.options());
      streams(lines, workload.streams());
      section(lines, "Queries");
      if (workload.queries().isEmpty()) {
        lines.add(INDENT + "It has no query.");
      }
      for (QueryFacts query : workload.queries()) {
        lines.addAll(Wrapping.lines(INDENT + query.name() + ": ", "      ", query.description()));
        lines.add(
            "      "
                + query.mode().name().toLowerCase(Locale.ROOT)
                + ", reads "
                + String.join(", ", query.inputs())
                + (query.window().isZero() ? "" : ", windows of " + Units.text(query.window()))
                + ", in "
                + (query.dialects().isEmpty() ? "no dialect" : dialects(query)));
      }
    }
    matrices(lines, catalog);
    failures(lines, catalog);
    return lines;
  }

  private static void streams(List<String> lines, List<StreamSpec> streams) {
    section(lines, "Streams");
    for (StreamSpec stream : streams) {
      String fields =
          stream
              .schema()
              .map(
                  schema ->
                      schema.fields().stream()
                          .map(
                              field ->
                                  field.name()
                                      + " "
                                      + type(field)
                                      + (field.nullable() ? " or null" : ""))
                          .collect(Collectors.joining(", ")))
              .orElse("bytes");
      lines.addAll(
          Wrapping.lines(
              INDENT, "      ", stream.name() + " (" + stream.encoding().text() + "): " + fields));
    }
  }

  /** A field's type as the user reads it. */
  static String type(Schema.Field field) {
    return field.type().name().toLowerCase(Locale.ROOT);
  }

  private void listed(List<String> lines, String title, List<SystemFacts> systems, String none) {
    section(lines, title);
    if (systems.isEmpty()) {
      lines.add(INDENT + none);
    }
    int width = systems.stream().mapToInt(s -> s.name().length()).max().orElse(0);
    systems.forEach(s -> inShort(lines, s.name(), width, s.description(), s.origin()));
  }

  private void workloads(List<String> lines, List<WorkloadFacts> workloads) {
    section(lines, "Workloads");
    int width = workloads.stream().mapToInt(w -> w.name().length()).max().orElse(0);
    workloads.forEach(w -> inShort(lines, w.name(), width, w.description(), w.origin()));
    section(lines, "Queries");
    if (workloads.stream().allMatch(w -> w.queries().isEmpty())) {
      lines.add(INDENT + "No workload with queries is installed.");
    }
    int queryWidth =
        workloads.stream()
            .flatMap(w -> w.queries().stream().map(q -> fullName(w, q).length()))
            .max(Comparator.naturalOrder())
            .orElse(0);
    for (WorkloadFacts workload : workloads) {
      for (QueryFacts query : workload.queries()) {
        lines.addAll(
            Wrapping.lines(
                INDENT + Wrapping.padded(fullName(workload, query), queryWidth) + "  ",
                INDENT + " ".repeat(queryWidth + 2),
                query.description()
                    + (query.dialects().isEmpty() ? "" : " (" + dialects(query) + ")")));
      }
    }
  }

  private static String fullName(WorkloadFacts workload, QueryFacts query) {
    return workload.name() + " " + query.name();
  }

  private void inShort(
      List<String> lines, String name, int width, String description, Origin origin) {
    String indent = " ".repeat(INDENT.length() + width + 2);
    lines.addAll(Wrapping.lines(INDENT + Wrapping.padded(name, width) + "  ", indent, description));
    lines.add(indent + from(origin));
  }

  private String from(Origin origin) {
    return origin
        .directory()
        .map(path -> "version " + origin.version() + ", from " + shown(path))
        .orElseGet(() -> "version " + origin.version() + ", part of the harness");
  }

  private Path shown(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute) : absolute;
  }

  private static Matrix offers(List<DriverFacts> drivers) {
    List<Row> rows = new ArrayList<>();
    offered(
        rows,
        drivers,
        "durability",
        DurabilityLevel.values(),
        DurabilityLevel::text,
        Capabilities::durabilityLevels);
    offered(
        rows,
        drivers,
        "subscription",
        SubscriptionKind.values(),
        SubscriptionKind::text,
        Capabilities::subscriptionKinds);
    offered(
        rows,
        drivers,
        "compression",
        Compression.values(),
        Compression::text,
        Capabilities::compressions);
    rows.add(
        new Row(
            "servers",
            "local",
            drivers.stream()
                .map(d -> new Cell(d.can().localServers(), upTo(d.can().maxNodes())))
                .toList()));
    rows.add(
        new Row(
            "servers",
            "existing",
            drivers.stream().map(d -> Cell.of(d.can().existingClusters())).toList()));
    rows.add(
        new Row(
            "transactions",
            "",
            drivers.stream().map(d -> Cell.of(d.can().transactions())).toList()));
    return new Matrix(drivers.stream().map(d -> d.system().name()).toList(), rows);
  }

  private static <T extends Enum<T>> void offered(
      List<Row> rows,
      List<DriverFacts> drivers,
      String group,
      T[] values,
      Function<T, String> name,
      Function<Capabilities, Offer<T>> offer) {
    for (T value : values) {
      rows.add(
          new Row(
              group,
              name.apply(value),
              drivers.stream().map(d -> Cell.of(offer.apply(d.can()).support(value))).toList()));
    }
  }

  private static String upTo(int nodes) {
    return nodes == 1 ? "1" : "up to " + nodes;
  }

  private static void matrices(List<String> lines, Catalog catalog) {
    if (!catalog.pairs().isEmpty()) {
      section(lines, "Drivers with engines");
      List<String> engines = catalog.pairs().stream().map(Catalog.Pair::engine).distinct().toList();
      List<Row> rows = new ArrayList<>();
      catalog.pairs().stream()
          .collect(Collectors.groupingBy(Catalog.Pair::driver, TreeMap::new, Collectors.toList()))
          .forEach(
              (driver, pairs) ->
                  rows.add(
                      new Row(
                          driver,
                          "",
                          cells(engines, pairs, Catalog.Pair::engine, p -> Cell.of(p.support())))));
      lines.addAll(new Matrix(engines, rows).lines());
      List<Row> promised = guarantees(engines, catalog.pairs());
      if (!promised.isEmpty()) {
        section(lines, "Guarantees of engines");
        lines.addAll(new Matrix(engines, promised).lines());
      }
    }
    if (!catalog.runs().isEmpty()) {
      section(lines, "Queries on engines");
      lines.addAll(queries(catalog.runs()).lines());
    }
  }

  /** One for each engine; empty where a listing is about something else. */
  private static <T> List<Cell> cells(
      List<String> engines, List<T> asked, Function<T, String> engine, Function<T, Cell> cell) {
    return engines.stream()
        .map(
            name ->
                asked.stream()
                    .filter(one -> engine.apply(one).equals(name))
                    .findFirst()
                    .map(cell)
                    .orElseGet(() -> new Cell(Support.yes(), "")))
        .toList();
  }

  /** Of engines that go with a driver at all. */
  private static List<Row> guarantees(List<String> engines, List<Catalog.Pair> pairs) {
    Map<String, List<Catalog.Pair>> byDriver =
        pairs.stream()
            .collect(
                Collectors.groupingBy(Catalog.Pair::driver, TreeMap::new, Collectors.toList()));
    List<Row> rows = new ArrayList<>();
    byDriver.forEach(
        (driver, its) -> {
          if (its.stream().anyMatch(p -> p.support() instanceof Support.Yes)) {
            for (Guarantee guarantee : Guarantee.values()) {
              rows.add(
                  new Row(
                      driver,
                      guarantee.text(),
                      cells(engines, its, Catalog.Pair::engine, pair -> cell(pair, guarantee))));
            }
          }
        });
    return rows;
  }

  private static Cell cell(Catalog.Pair pair, Guarantee guarantee) {
    return pair.support() instanceof Support.No
        ? new Cell(Support.yes(), "-")
        : Cell.of(pair.guarantees().getOrDefault(guarantee, Support.yes()));
  }

  private static Matrix queries(List<QueryRun> runs) {
    List<String> engines = runs.stream().map(QueryRun::engine).distinct().toList();
    List<Row> rows = new ArrayList<>();
    runs.stream()
        .collect(
            Collectors.groupingBy(
                run -> List.of(run.workload(), run.query()),
                LinkedHashMap::new,
                Collectors.toList()))
        .forEach(
            (asked, its) ->
                rows.add(
                    new Row(
                        asked.get(0),
                        asked.get(1),
                        cells(engines, its, QueryRun::engine, run -> Cell.of(run.support())))));
    return new Matrix(engines, rows);
  }

  private void system(List<String> lines, String kind, SystemFacts system) {
    head(lines, kind, system.name(), system.description(), system.origin());
    fact(lines, "default version", system.defaultVersion());
  }

  private void head(
      List<String> lines, String kind, String name, String description, Origin origin) {
    section(lines, kind + " " + name);
    lines.addAll(Wrapping.lines(INDENT, INDENT, description));
    fact(lines, "plugin", from(origin));
  }

  private static void capabilities(List<String> lines, Capabilities can) {
    fact(lines, "protocol", can.protocol());
    fact(
        lines,
        "local servers",
        can.localServers() instanceof Support.No no
            ? "none: " + no.reason()
            : upTo(can.maxNodes()));
    fact(lines, "existing clusters", yesOrNone(can.existingClusters()));
    fact(lines, "partitions", can.partitioned() ? "chosen by the publisher" : "none");
    fact(
        lines,
        "order",
        can.ordering() == OrderingScope.PARTITION ? "kept within a partition" : "not kept");
    offer(
        lines,
        "durability",
        can.durabilityLevels(),
        DurabilityLevel.values(),
        DurabilityLevel::text);
    offer(
        lines,
        "subscription kinds",
        can.subscriptionKinds(),
        SubscriptionKind.values(),
        SubscriptionKind::text);
    offer(lines, "compressions", can.compressions(), Compression.values(), Compression::text);
    fact(
        lines,
        "transactions",
        can.transactions() instanceof Support.No no ? "none: " + no.reason() : "yes");
  }

  private static String yesOrNone(Support support) {
    return support instanceof Support.No no ? "none: " + no.reason() : "yes";
  }

  private static void faults(List<String> lines, EngineFacts engine) {
    section(lines, "Faults of " + engine.name());
    if (engine.faults().isEmpty()) {
      lines.add(INDENT + "It knows none.");
    }
    engine
        .faults()
        .forEach(
            (name, does) -> {
              lines.add(INDENT + "--fault " + name + "@<time>");
              lines.addAll(Wrapping.lines("      ", "      ", does));
            });
  }

  private static <T extends Enum<T>> void offer(
      List<String> lines, String name, Offer<T> offer, T[] values, Function<T, String> text) {
    fact(lines, name, offer.offered().stream().map(text).collect(Collectors.joining(", ")));
    Map<String, List<String>> without = new LinkedHashMap<>();
    for (T value : values) {
      if (offer.support(value) instanceof Support.No no) {
        without.computeIfAbsent(no.reason(), unused -> new ArrayList<>()).add(text.apply(value));
      }
    }
    without.forEach(
        (reason, names) -> fact(lines, "", "not " + String.join(", ", names) + ": " + reason));
  }

  private static void fact(List<String> lines, String name, String text) {
    lines.addAll(
        Wrapping.lines(
            INDENT + Wrapping.padded(name, FACT_WIDTH), INDENT + " ".repeat(FACT_WIDTH + 2), text));
  }

  private static void settings(List<String> lines, SystemFacts system) {
    options(lines, system.name(), system.options());
    section(lines, "Native settings of " + system.name());
    if (system.nativeSections().isEmpty()) {
      lines.add(INDENT + "It passes none through.");
    }
    system
        .nativeSections()
        .forEach(
            (section, help) -> {
              lines.add(INDENT + example(system.name(), section));
              lines.addAll(Wrapping.lines("      ", "      ", help));
            });
  }

  private static void options(List<String> lines, String name, List<OptionSpec> options) {
    section(lines, "Options of " + name);
    if (options.isEmpty()) {
      lines.add(INDENT + "It has none.");
    }
    for (OptionSpec option : options) {
      lines.add(INDENT + "--set " + name + "." + option.name() + "=" + value(option));
      lines.addAll(Wrapping.lines("      ", "      ", option.help() + " " + byDefault(option)));
    }
  }

  /** How a native setting of a section is written. */
  static String example(String system, String section) {
    return "--set " + system + "." + section + ".<native key>=<value>";
  }

  /** The choices, or the kind of value. */
  private static String value(OptionSpec option) {
    return option.allowed().isEmpty()
        ? "<" + option.type().name().toLowerCase(Locale.ROOT) + ">"
        : String.join("|", option.allowed());
  }

  private static String byDefault(OptionSpec option) {
    String text =
        option.defaultValue().map(value -> "Default: " + value + ".").orElse("No default.");
    return option.secret() ? text + " Secret: give it as @file or env:NAME." : text;
  }

  private static void failures(List<String> lines, Catalog catalog) {
    if (catalog.failures().isEmpty()) {
      return;
    }
    section(lines, "Left out");
    catalog
        .failures()
        .forEach(f -> lines.addAll(Wrapping.lines(INDENT + f.name() + ": ", "      ", f.reason())));
  }

  private static void section(List<String> lines, String title) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.add(title);
  }

  private static String dialects(QueryFacts query) {
    return String.join(", ", query.dialects());
  }
}
