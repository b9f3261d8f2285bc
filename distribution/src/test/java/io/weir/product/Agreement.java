/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.HdrHistogram.Histogram;
import org.assertj.core.api.SoftAssertions;
import org.roaringbitmap.longlong.Roaring64NavigableMap;

/**
 * Whether all files of a complete run tell the same, to the record: latency.hlog, percentiles.csv,
 * timeseries.csv, summary.csv, run.json and the ledger's sets.
 */
final class Agreement {
  private static final List<String> PHASES = List.of("warmup", "window", "cooldown");

  private final RunFiles run;
  private final JsonNode document;
  private final boolean closedLoop;
  private final boolean phasesAreRanges;
  private final SoftAssertions softly = new SoftAssertions();
  private final Map<String, Histogram> latencies;
  private final List<Map<String, String>> percentiles;
  private final List<Map<String, String>> seconds;

  private Agreement(RunFiles run) {
    this.run = run;
    this.document = run.document();
    this.closedLoop = document.at("/spec/load/profile/name").asText().equals("max");
    // Threads of a closed loop enter a phase each at a sequence of its own.
    this.phasesAreRanges = !closedLoop || document.at("/spec/load/load_threads").asInt() == 1;
    this.latencies = run.latencies();
    this.percentiles = run.rows("percentiles.csv");
    this.seconds = run.rows("timeseries.csv");
  }

  /** Fails with everything that disagrees. */
  static void check(RunFiles run) {
    new Agreement(run).check();
  }

  private void check() {
    assertThat(document.path("status").textValue()).isEqualTo("COMPLETE");
    List<JsonNode> published = list(document.at("/outcome/publish"));
    List<JsonNode> received = list(document.at("/outcome/subscriptions"));
    assertThat(published).hasSameSizeAs(PHASES);
    published.forEach(this::publishSide);
    received.forEach(this::receiveSide);
    sets(published, received);
    summary();
    percentilesFile();
    softly.assertAll();
  }

  private void publishSide(JsonNode totals) {
    String phase = totals.path("phase").textValue();
    long sent = totals.path("sent").longValue();
    long acked = totals.path("acked").longValue();
    long failed = totals.path("failed").longValue();
    long unanswered = totals.path("unanswered").longValue();
    same(phase + " sent", sent, "its answers", acked + failed + unanswered);
    same(phase + " sent", sent, "timeseries", column(phase, "sent", r -> true));
    same(phase + " acked", acked, "timeseries", column(phase, "acked", r -> true));
    same(phase + " failed", failed, "timeseries", column(phase, "failed", r -> true));
    if (!phase.equals("cooldown")) {
      same(
          phase + " due",
          totals.path("due").longValue(),
          "timeseries",
          column(phase, "due", r -> true));
    }
    same(phase + " acked", acked, "service times", values(phase, "publish_service_time", ""));
    same(
        phase + " acked, open loop",
        closedLoop ? 0 : acked,
        "publish latencies",
        values(phase, "publish_latency", ""));
    same(
        phase + " sent, open loop",
        closedLoop ? 0 : sent,
        "schedule delays",
        values(phase, "schedule_delay", ""));
    if (phasesAreRanges) {
      same(phase + " acked", acked, "acked.roaring", members(phase, "acked"));
      same(
          phase + " failed or unanswered",
          failed + unanswered,
          "indeterminate.roaring",
          members(phase, "indeterminate"));
    }
  }

  private void receiveSide(JsonNode totals) {
    String phase = totals.path("phase").textValue();
    String name = totals.path("subscription").textValue();
    String what = phase + " of " + name;
    long received = totals.path("received").longValue();
    long duplicates = totals.path("duplicates").longValue();
    Predicate<Map<String, String>> its = row -> row.get("subscription").equals(name);
    same(what + " received", received, "timeseries", column(phase, "received", its));
    same(what + " duplicates", duplicates, "timeseries", column(phase, "duplicates", its));
    same(
        what + " received, open loop",
        closedLoop ? 0 : received,
        "end-to-end latencies",
        values(phase, "end_to_end_latency", name));
    long acked = publish(phase).path("acked").longValue();
    long lost = totals.path("lost").longValue();
    long indeterminate = totals.path("indeterminate_received").longValue();
    same(what + " received", received, "acked, lost and others", acked - lost + indeterminate);
    if (phasesAreRanges) {
      same(what + " received", received, "received.roaring", members(phase, "received-" + name));
      same(what + " lost", lost, "lost.roaring", members(phase, "lost-" + name));
      softly
          .assertThat(members(phase, "duplicates-" + name))
          .as(what + ": different records in duplicates.roaring, and further copies")
          .isLessThanOrEqualTo(duplicates);
      softly
          .assertThat(members(phase, "duplicates-" + name) > 0)
          .as(what + ": any in duplicates.roaring")
          .isEqualTo(duplicates > 0);
    }
  }

  /** Sums over phases, and what the sets say of each other. */
  private void sets(List<JsonNode> published, List<JsonNode> received) {
    Roaring64NavigableMap acked = run.ledger("acked");
    same("acked", sum(published, "acked"), "acked.roaring", acked.getLongCardinality());
    same(
        "failed and unanswered",
        sum(published, "failed") + sum(published, "unanswered"),
        "indeterminate.roaring",
        run.ledger("indeterminate").getLongCardinality());
    Map<String, List<JsonNode>> bySubscription = new TreeMap<>();
    received.forEach(
        r ->
            bySubscription
                .computeIfAbsent(r.path("subscription").textValue(), n -> new ArrayList<>())
                .add(r));
    bySubscription.forEach(
        (name, totals) -> {
          Roaring64NavigableMap arrived = run.ledger("received-" + name);
          Roaring64NavigableMap lost = run.ledger("lost-" + name);
          same(
              name + " received",
              sum(totals, "received"),
              "received.roaring",
              arrived.getLongCardinality());
          same(name + " lost", sum(totals, "lost"), "lost.roaring", lost.getLongCardinality());
          Roaring64NavigableMap missing = run.ledger("acked");
          missing.andNot(arrived);
          missing.xor(lost);
          softly
              .assertThat(missing.toArray())
              .as(name + ": members of one of lost.roaring, and acked without received")
              .isEmpty();
          Roaring64NavigableMap twice = run.ledger("duplicates-" + name);
          twice.andNot(arrived);
          softly.assertThat(twice.isEmpty()).as(name + " duplicates were received").isTrue();
        });
  }

  private void summary() {
    List<Map<String, String>> rows = run.rows("summary.csv");
    softly.assertThat(rows).as("summary rows").hasSize(1);
    Map<String, String> row = rows.get(0);
    JsonNode window = publish("window");
    for (String column : List.of("sent", "acked", "failed", "unanswered")) {
      same("summary " + column, number(row, column), "run.json", window.path(column).longValue());
    }
    List<JsonNode> received =
        list(document.at("/outcome/subscriptions")).stream()
            .filter(s -> s.path("phase").textValue().equals("window"))
            .toList();
    for (String column :
        List.of("received", "lost", "duplicates", "reordered", "indeterminate_received")) {
      same("summary " + column, number(row, column), "run.json", sum(received, column));
    }
    List<JsonNode> series =
        list(document.at("/outcome/latencies")).stream()
            .filter(s -> s.path("phase").textValue().equals("window"))
            .filter(s -> !s.path("subscription").asText().equals("*"))
            .toList();
    same("summary overflow", number(row, "overflow"), "run.json", sum(series, "overflow"));
    same(
        "summary non_positive",
        number(row, "non_positive"),
        "run.json",
        sum(
            series.stream()
                .filter(s -> !s.path("metric").textValue().equals("schedule_delay"))
                .toList(),
            "non_positive"));
    for (String metric : List.of("publish_latency", "publish_service_time", "end_to_end_latency")) {
      Histogram sum = new Histogram(3);
      sum.setAutoResize(true);
      latencies.forEach(
          (tag, histogram) -> {
            if (tag.equals("window." + metric) || tag.startsWith("window." + metric + ".")) {
              sum.add(histogram);
            }
          });
      if (sum.getTotalCount() > 1_000) {
        same(
            "summary p50 of " + metric,
            number(row, metric + "_p50_ns"),
            "latency.hlog",
            sum.getValueAtPercentile(50));
        same(
            "summary max of " + metric,
            number(row, metric + "_max_ns"),
            "latency.hlog",
            sum.getMaxValue());
      }
    }
    softly.assertThat(row).containsEntry("verdict", String.join("+", run.verdicts()));
  }

  private void percentilesFile() {
    for (Map<String, String> row : percentiles) {
      same(
          "percentiles.csv total of " + row,
          number(row, "total_count"),
          "latency.hlog",
          inLog(row.get("phase"), row.get("metric"), row.get("subscription")));
    }
    latencies.forEach(
        (tag, histogram) ->
            softly
                .assertThat(percentiles)
                .as(tag + " has its rows in percentiles.csv")
                .anyMatch(
                    row ->
                        tag(row.get("phase"), row.get("metric"), row.get("subscription"))
                            .equals(tag)));
  }

  /** All values of a series: those in the log and those that no histogram can hold. */
  private long values(String phase, String metric, String subscription) {
    List<JsonNode> series =
        list(document.at("/outcome/latencies")).stream()
            .filter(s -> s.path("phase").textValue().equals(phase))
            .filter(s -> s.path("metric").textValue().equals(metric))
            .filter(s -> s.path("subscription").asText("").equals(subscription))
            .toList();
    long logged = inLog(phase, metric, subscription);
    long outside = sum(series, "non_positive") + sum(series, "overflow");
    same(
        tag(phase, metric, subscription) + " count in run.json",
        sum(series, "count"),
        "latency.hlog and those outside",
        logged + outside);
    return logged + outside;
  }

  private long inLog(String phase, String metric, String subscription) {
    Histogram histogram = latencies.get(tag(phase, metric, subscription));
    return histogram == null ? 0 : histogram.getTotalCount();
  }

  private static String tag(String phase, String metric, String subscription) {
    return phase + "." + metric + (subscription.isEmpty() ? "" : "." + subscription);
  }

  /** Members of a set within the phase's range of indices. */
  private long members(String phase, String set) {
    JsonNode range =
        list(document.path("phases")).stream()
            .filter(p -> p.path("name").textValue().equals(phase))
            .findFirst()
            .orElseThrow();
    long first = range.path("first_index").longValue();
    Roaring64NavigableMap members = run.ledger(set);
    // Load threads do not end at the same record, so the last phase is no range: it is the rest.
    long end = phase.equals("cooldown") ? Long.MAX_VALUE : first + range.path("count").longValue();
    return below(members, end) - below(members, first);
  }

  private static long below(Roaring64NavigableMap members, long index) {
    return index == 0 ? 0 : members.rankLong(index - 1);
  }

  private long column(String phase, String column, Predicate<Map<String, String>> rows) {
    return seconds.stream()
        .filter(row -> row.get("phase").equals(phase))
        .filter(rows)
        .mapToLong(row -> number(row, column))
        .sum();
  }

  private JsonNode publish(String phase) {
    return list(document.at("/outcome/publish")).stream()
        .filter(p -> p.path("phase").textValue().equals(phase))
        .findFirst()
        .orElseThrow();
  }

  private void same(String what, long value, String where, long other) {
    softly.assertThat(value).as("%s, against %s", what, where).isEqualTo(other);
  }

  private static long number(Map<String, String> row, String column) {
    String text = row.get(column);
    return text == null || text.isEmpty() ? 0 : Long.parseLong(text);
  }

  private static long sum(List<JsonNode> nodes, String member) {
    return nodes.stream().mapToLong(n -> n.path(member).longValue()).sum();
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
