/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Row;
import io.weir.workloads.sensors.SensorKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What queries ought to answer, straight from their definitions: all records in memory, every
 * window looked for in all of them, sums as they come. Slow and simple on purpose.
 */
final class BruteForce {
  private BruteForce() {}

  /** By the query's name. */
  static List<ExpectedRow> answer(String query, List<String> columns, List<Rec> all) {
    List<Rec> records = all.stream().filter(r -> !r.tick()).toList();
    return switch (query) {
      case "passthrough" -> perRecord(records, r -> true, r -> values(r, columns));
      case "robots-overload" ->
          perRecord(records, r -> r.real("power_w") > 250, r -> values(r, columns));
      case "sensors-outliers" -> outliers(records);
      case "robots-1s" ->
          windows(
              records,
              1000,
              r -> r.value("robot_id"),
              g ->
                  List.of(
                      (long) g.size(),
                      mean(g, "power_w"),
                      g.stream().mapToDouble(r -> r.real("power_w")).max().orElseThrow()));
      case "sensors-alerts-10s" ->
          windows(
              records.stream().filter(r -> r.real("air_quality") > 240).toList(),
              10_000,
              r -> r.value("station_id"),
              g -> List.of((long) g.size()));
      case "cluster-usage-1m" ->
          windows(
              records.stream()
                  .filter(r -> r.integer("event_type") == 1 && r.value("machine_id") != null)
                  .toList(),
              60_000,
              r -> r.value("machine_id"),
              g -> {
                List<Object> values = new ArrayList<>();
                values.add((long) g.size());
                values.add(sum(g, "cpu_request"));
                values.add(mean(g, "cpu_request"));
                values.add(sum(g, "memory_request"));
                values.add(mean(g, "memory_request"));
                return values;
              });
      case "shop-revenue-1m" ->
          windows(
              records.stream().filter(r -> r.text("state").equals("paid")).toList(),
              60_000,
              r -> r.value("product_id"),
              g ->
                  List.of(
                      (long) g.size(),
                      g.stream().mapToLong(r -> r.integer("quantity")).sum(),
                      g.stream().mapToLong(r -> r.integer("amount_cents")).sum()));
      case "q1" ->
          perRecord(
              records,
              r -> true,
              r ->
                  Row.of(
                      r.integer("auction"),
                      r.integer("bidder"),
                      r.integer("price") * 908 / 1000.0,
                      r.eventMs(),
                      r.text("extra")));
      case "q2" ->
          perRecord(
              records,
              r -> r.integer("auction") / 123 * 123 == r.integer("auction"),
              r -> Row.of(r.integer("auction"), r.integer("price")));
      case "q3" -> q3(records);
      case "q4" -> q4(records);
      case "q4w" -> q4w(records);
      case "q5" -> q5(records);
      case "q7" -> q7(records);
      case "q8" -> q8(records);
      default -> throw new IllegalArgumentException(query);
    };
  }

  private static Row values(Rec r, List<String> columns) {
    return Row.of(
        columns.stream()
            .map(c -> c.equals("event_ms") ? (Object) r.eventMs() : r.value(c))
            .toArray());
  }

  private static List<ExpectedRow> perRecord(
      List<Rec> records, Predicate<Rec> which, Function<Rec, Row> row) {
    return records.stream()
        .filter(which)
        .map(r -> new ExpectedRow(row.apply(r), r.intendedNs(), r.eventMs(), r.eventMs() + 1))
        .toList();
  }

  private static List<ExpectedRow> outliers(List<Rec> records) {
    List<ExpectedRow> rows = new ArrayList<>();
    for (Rec r : records) {
      List<Object> values = new ArrayList<>();
      values.add(r.eventMs());
      values.add(r.value("station_id"));
      for (SensorKind kind : SensorKind.STANDARD) {
        double sds = (r.real(kind.name()) - kind.mean()) / kind.sd();
        values.add(Math.abs(sds) > 3.72 + 1e-12 ? r.value(kind.name()) : null);
      }
      if (values.stream().filter(Objects::nonNull).count() > 2) {
        rows.add(
            new ExpectedRow(
                Row.of(values.toArray()), r.intendedNs(), r.eventMs(), r.eventMs() + 1));
      }
    }
    return rows;
  }

  private static List<ExpectedRow> windows(
      List<Rec> records,
      long sizeMs,
      Function<Rec, Object> key,
      Function<List<Rec>, List<Object>> of) {
    List<ExpectedRow> rows = new ArrayList<>();
    for (long start : starts(records, sizeMs, sizeMs)) {
      List<Rec> in = in(records, start, sizeMs);
      for (Object k : in.stream().map(key).distinct().toList()) {
        List<Rec> group = in.stream().filter(r -> key.apply(r).equals(k)).toList();
        List<Object> values = new ArrayList<>(List.of(start, start + sizeMs, k));
        values.addAll(of.apply(group));
        rows.add(new ExpectedRow(Row.of(values.toArray()), latest(group), start, start + sizeMs));
      }
    }
    return rows;
  }

  /** Every whole multiple of the slide whose window holds a record. */
  private static Set<Long> starts(List<Rec> records, long sizeMs, long slideMs) {
    Set<Long> starts = new TreeSet<>();
    for (Rec r : records) {
      for (long back = 0; back < sizeMs; back++) {
        if ((r.eventMs() - back) % slideMs == 0) {
          starts.add(r.eventMs() - back);
        }
      }
    }
    return starts;
  }

  private static List<Rec> in(List<Rec> records, long startMs, long sizeMs) {
    return records.stream()
        .filter(r -> r.eventMs() >= startMs && r.eventMs() < startMs + sizeMs)
        .toList();
  }

  private static long latest(List<Rec> records) {
    return records.stream().mapToLong(Rec::intendedNs).max().orElseThrow();
  }

  private static Double sum(List<Rec> group, String field) {
    List<Rec> known = group.stream().filter(r -> r.value(field) != null).toList();
    return known.isEmpty() ? null : (Double) known.stream().mapToDouble(r -> r.real(field)).sum();
  }

  private static Double mean(List<Rec> group, String field) {
    Double sum = sum(group, field);
    return sum == null
        ? null
        : (Double) (sum / group.stream().filter(r -> r.value(field) != null).count());
  }

  private static List<ExpectedRow> q3(List<Rec> records) {
    List<ExpectedRow> rows = new ArrayList<>();
    for (Rec a : of(records, 0)) {
      for (Rec p : of(records, 1)) {
        if (a.integer("seller") == p.integer("id")
            && a.integer("category") == 10
            && List.of("OR", "ID", "CA").contains(p.text("state"))) {
          rows.add(
              new ExpectedRow(
                  Row.of(p.text("name"), p.text("city"), p.text("state"), a.integer("id")),
                  Math.max(a.intendedNs(), p.intendedNs()),
                  Math.min(a.eventMs(), p.eventMs()),
                  Math.max(a.eventMs(), p.eventMs()) + 1));
        }
      }
    }
    return rows;
  }

  private static List<Rec> of(List<Rec> records, int stream) {
    return records.stream().filter(r -> r.stream() == stream).toList();
  }

  private static boolean counts(Rec auction, Rec bid) {
    return bid.integer("auction") == auction.integer("id")
        && bid.eventMs() >= auction.eventMs()
        && bid.eventMs() <= auction.integer("expires");
  }

  /** Highest bid by category and auction. */
  private static Map<Long, Map<Long, Long>> highest(List<Rec> records) {
    Map<Long, Map<Long, Long>> highest = new HashMap<>();
    for (Rec a : of(records, 0)) {
      for (Rec b : of(records, 1)) {
        if (counts(a, b)) {
          highest
              .computeIfAbsent(a.integer("category"), c -> new HashMap<>())
              .merge(a.integer("id"), b.integer("price"), Math::max);
        }
      }
    }
    return highest;
  }

  private static double mean(Map<Long, Long> highest) {
    return highest.values().stream().mapToLong(p -> p).average().orElseThrow();
  }

  /** Goes through the records by intended time and sees when a category changed last. */
  private static List<ExpectedRow> q4(List<Rec> records) {
    List<Rec> order = new ArrayList<>(records);
    order.sort(Comparator.comparingLong(Rec::intendedNs));
    Map<Long, Long> changedNs = new HashMap<>();
    Map<Long, Map<Long, Long>> before = Map.of();
    for (int i = 0; i < order.size(); i++) {
      Map<Long, Map<Long, Long>> after = highest(order.subList(0, i + 1));
      for (Long category : after.keySet()) {
        if (!after.get(category).equals(before.get(category))) {
          changedNs.put(category, order.get(i).intendedNs());
        }
      }
      before = after;
    }
    return before.entrySet().stream()
        .map(
            e ->
                new ExpectedRow(
                    Row.of(e.getKey(), mean(e.getValue())),
                    changedNs.get(e.getKey()),
                    Long.MIN_VALUE,
                    Long.MAX_VALUE))
        .toList();
  }

  private static List<ExpectedRow> q4w(List<Rec> records) {
    List<ExpectedRow> rows = new ArrayList<>();
    for (long start : starts(records, 10_000, 10_000)) {
      List<Rec> in = in(records, start, 10_000);
      highest(in)
          .forEach(
              (category, byAuction) -> {
                Set<Rec> part = new HashSet<>();
                for (Rec a : of(in, 0)) {
                  for (Rec b : of(in, 1)) {
                    if (a.integer("category") == category && counts(a, b)) {
                      part.add(a);
                      part.add(b);
                    }
                  }
                }
                rows.add(
                    new ExpectedRow(
                        Row.of(start, start + 10_000, category, mean(byAuction)),
                        latest(List.copyOf(part)),
                        start,
                        start + 10_000));
              });
    }
    return rows;
  }

  private static List<ExpectedRow> q5(List<Rec> records) {
    List<ExpectedRow> rows = new ArrayList<>();
    for (long start : starts(records, 10_000, 2_000)) {
      List<Rec> in = in(records, start, 10_000);
      Map<Long, Long> counts =
          in.stream()
              .collect(Collectors.groupingBy(r -> r.integer("auction"), Collectors.counting()));
      long most = Collections.max(counts.values());
      counts.forEach(
          (auction, count) -> {
            if (count == most) {
              rows.add(
                  new ExpectedRow(
                      Row.of(start, start + 10_000, auction, count),
                      latest(in),
                      start,
                      start + 10_000));
            }
          });
    }
    return rows;
  }

  private static List<ExpectedRow> q7(List<Rec> records) {
    List<ExpectedRow> rows = new ArrayList<>();
    for (long start : starts(records, 10_000, 10_000)) {
      List<Rec> in = in(records, start, 10_000);
      long most = in.stream().mapToLong(r -> r.integer("price")).max().orElseThrow();
      in.stream()
          .filter(r -> r.integer("price") == most)
          .map(
              r ->
                  Row.of(
                      start,
                      start + 10_000,
                      r.integer("auction"),
                      r.integer("bidder"),
                      most,
                      r.eventMs(),
                      r.text("extra")))
          .distinct()
          .forEach(row -> rows.add(new ExpectedRow(row, latest(in), start, start + 10_000)));
    }
    return rows;
  }

  private static List<ExpectedRow> q8(List<Rec> records) {
    List<ExpectedRow> rows = new ArrayList<>();
    for (long start : starts(records, 10_000, 10_000)) {
      List<Rec> in = in(records, start, 10_000);
      Map<Row, List<Rec>> parts = new LinkedHashMap<>();
      for (Rec p : of(in, 0)) {
        for (Rec a : of(in, 1)) {
          if (a.integer("seller") == p.integer("id")) {
            List<Rec> part =
                parts.computeIfAbsent(
                    Row.of(start, start + 10_000, p.integer("id"), p.text("name")),
                    k -> new ArrayList<>());
            part.add(p);
            part.add(a);
          }
        }
      }
      parts.forEach(
          (row, part) -> rows.add(new ExpectedRow(row, latest(part), start, start + 10_000)));
    }
    return rows;
  }
}
