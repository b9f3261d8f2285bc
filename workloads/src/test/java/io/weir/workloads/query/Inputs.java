/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import io.weir.workloads.sensors.SensorKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random inputs of queries: full of ties, duplicates and times at the bounds of windows. */
final class Inputs {
  private Inputs() {}

  /** About n records over all inputs of a query, within half a minute. */
  static List<Rec> records(Asked asked, Random random, int n) {
    List<Rec> records = new ArrayList<>();
    Set<Long> auctions = new HashSet<>();
    // Around a bound of windows of every size, and of minutes not too often.
    long from = Schema.FIRST_EVENT_MS + 40_000;
    for (int i = 0; i < n; i++) {
      int stream = random.nextInt(asked.schemas().size());
      Schema schema = asked.schemas().get(stream);
      long eventMs =
          from + (random.nextInt(4) == 0 ? random.nextInt(16) * 2000L : random.nextInt(30_000));
      long intendedNs = 1_000_000L * (eventMs - Schema.FIRST_EVENT_MS) + random.nextInt(1_000_000);
      if (random.nextInt(15) == 0) {
        records.add(Rec.tick(stream, schema, eventMs));
        continue;
      }
      Object[] values =
          schema.ownFields().stream().map(f -> value(f, schema, random, eventMs)).toArray();
      if (schema.name().equals("auction") && !auctions.add((Long) values[0])) {
        continue;
      }
      Rec record = Rec.due(stream, schema, eventMs, intendedNs, values);
      records.add(record);
      if (random.nextInt(10) == 0) {
        records.add(record); // a broker's duplicate
      }
    }
    return records;
  }

  private static Object value(Field field, Schema schema, Random random, long eventMs) {
    if (field.nullable() && random.nextInt(4) == 0) {
      return null;
    }
    for (SensorKind kind : SensorKind.STANDARD) {
      if (kind.name().equals(field.name())) {
        double bound = 3.72 * (random.nextBoolean() ? 1 : -1);
        double sds = random.nextInt(10) == 0 ? bound : random.nextInt(100) / 11.0 - 4.5;
        return Math.abs(Math.round((kind.mean() + sds * kind.sd()) * 1000)) / 1000.0;
      }
    }
    return switch (field.name()) {
      case "state" ->
          schema.name().equals("person")
              ? pick(random, "OR", "ID", "CA", "WA")
              : pick(random, "placed", "paid", "cancelled");
      case "expires" -> eventMs + random.nextInt(20_000) - 1_000;
      case "category" -> 9L + random.nextInt(3);
      case "event_type" -> (long) random.nextInt(3);
      case "auction", "id" ->
          schema.name().equals("person")
              ? (Long) (long) random.nextInt(5)
              : (Long) (random.nextInt(5) * 41L);
      case "seller" -> (long) random.nextInt(5);
      case "power_w" -> random.nextInt(500_000) / 1000.0;
      case "extra" -> pick(random, "a", "b");
      default ->
          switch (field.type()) {
            case INT32, INT64 -> (Object) (long) random.nextInt(6);
            case DOUBLE -> random.nextInt(1000) / 1e4;
            case STRING, STAMP -> pick(random, "x", "y", "ü\"z\\");
            case BOOLEAN -> random.nextBoolean();
          };
    };
  }

  private static String pick(Random random, String... texts) {
    return texts[random.nextInt(texts.length)];
  }
}
