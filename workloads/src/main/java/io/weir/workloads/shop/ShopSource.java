/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.shop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.Mix;
import io.weir.spi.StreamSpec;
import io.weir.workloads.encoding.RecordWriter;
import io.weir.workloads.source.Draws;
import io.weir.workloads.source.StreamWriters;
import java.util.List;
import java.util.stream.Stream;

/** Makes the shop's records: what {@link ShopPlan} says, in words. Not thread-safe. */
final class ShopSource implements EventSource {
  static final int USERS = 0;
  static final int PRODUCTS = 1;
  static final int BROWSES = 2;
  static final int ORDERS = 3;

  private static final double KNOWN_REFERRER = 0.7;

  private static final byte[] PLACED = ShopSchemas.PLACED.getBytes(US_ASCII);
  private static final byte[] PAID = ShopSchemas.PAID.getBytes(US_ASCII);
  private static final byte[] CANCELLED = ShopSchemas.CANCELLED.getBytes(US_ASCII);

  private final byte[][] firstNames =
      words("Ada,Amir,Chen,Elif,Emma,Ines,Jan,Kofi,Lena,Luis,Mia,Noah,Olga,Priya,Ravi,Sara");
  private final byte[][] lastNames =
      words(
          "Bauer,Costa,Diaz,Haas,Ivanova,Khan,Kim,Lund,Mori,Novak,Okoro,Rossi,Silva,Tran,Weber,Young");
  private final byte[][] countries = words("AT,BR,CH,DE,ES,FR,GB,IN,IT,JP,PL,US");
  private final byte[][] tiers = words("basic,silver,gold");
  private final byte[][] adjectives =
      words("blue,compact,folding,green,heavy,light,red,small,solid,steel,warm,wooden");
  private final byte[][] things =
      words("backpack,bench,bottle,chair,desk,kettle,lamp,mug,shelf,tent,towel,watch");
  private final byte[][] categories = words("garden,home,kitchen,office,outdoor,travel");
  private final byte[][] referrers = words("advert,mail,search,start");

  private final StreamWriters writers;
  private final ShopPlan plan;
  private final byte[][] users;
  private final byte[][] products;

  /** What never changes of a user or a product, and what does with every record. */
  private final long people;

  private final long goods;
  private final long details;
  private final byte[] text = new byte[64];

  ShopSource(
      List<StreamSpec> streams, ShopPlan plan, byte[][] users, byte[][] products, long seed) {
    this.writers = new StreamWriters(streams);
    this.plan = plan;
    this.users = users;
    this.products = products;
    this.people = Draws.seedFor(seed, "people");
    this.goods = Draws.seedFor(seed, "goods");
    this.details = Draws.seedFor(seed, "details");
  }

  @Override
  public void fill(long index, int publisher, long sequence, long intendedNs, Event into) {
    if (index < users.length) {
      user((int) index, index, intendedNs, into);
      return;
    }
    long rounds = index - plan.introductions();
    if (rounds < 0) {
      product((int) (index - users.length), 0, intendedNs, into);
      return;
    }
    long block = rounds / ShopPlan.BLOCK;
    int at = (int) (rounds % ShopPlan.BLOCK);
    if (at == ShopPlan.USER_AT) {
      user(plan.changedUser(block), index, intendedNs, into);
    } else if (at > ShopPlan.USER_AT) {
      int product = plan.changedProduct(block);
      product(product, plan.changesBefore(block, product) + 1, intendedNs, into);
    } else {
      inRound(
          index,
          block * ShopPlan.ROUNDS + at / ShopPlan.ROUND,
          at % ShopPlan.ROUND,
          intendedNs,
          into);
    }
  }

  @Override
  public void tick(int stream, long index, long offsetNs, long aheadMs, Event into) {
    writers.tick(stream, offsetNs, aheadMs, into);
  }

  private void inRound(long index, long round, int place, long intendedNs, Event into) {
    if (place == ShopPlan.PLACE_AT) {
      order(round, PLACED, intendedNs, into);
      return;
    }
    long settled = place == ShopPlan.SETTLE_AT ? plan.settled(round) : -1;
    if (settled >= 0) {
      order(settled, plan.cancelled(settled) ? CANCELLED : PAID, intendedNs, into);
    } else {
      browse(index, round, place, intendedNs, into);
    }
  }

  private void user(int user, long index, long intendedNs, Event into) {
    long bits = Mix.of(people, user);
    RecordWriter record = writers.begin(USERS, intendedNs, into);
    record.putText(users[user]);
    putTwo(record, any(firstNames, bits), any(lastNames, Mix.mix(bits)));
    record.putText(any(countries, Mix.mix(~bits)));
    record.putText(any(tiers, Mix.of(details, index)));
    record.end(into);
    key(users, user, into);
  }

  private void product(int product, long changes, long intendedNs, Event into) {
    long bits = Mix.of(goods, product);
    RecordWriter record = writers.begin(PRODUCTS, intendedNs, into);
    record.putText(products[product]);
    putTwo(record, any(adjectives, bits), any(things, Mix.mix(bits)));
    record.putText(any(categories, Mix.mix(~bits)));
    record.putLong(plan.priceCents(product, changes));
    record.end(into);
    key(products, product, into);
  }

  private void browse(long index, long round, int place, long intendedNs, Event into) {
    int user = plan.browsingUser(round, place);
    RecordWriter record = writers.begin(BROWSES, intendedNs, into);
    record.putText(users[user]);
    record.putText(products[plan.browsedProduct(round, place)]);
    long bits = Mix.of(details, index);
    if (Draws.chance(bits, KNOWN_REFERRER)) {
      record.putText(any(referrers, Mix.mix(bits)));
    } else {
      record.putNull();
    }
    record.end(into);
    key(users, user, into);
  }

  private void order(long order, byte[] state, long intendedNs, Event into) {
    long round = plan.leadingRound(order);
    int place = plan.leadingPlace(order);
    int user = plan.browsingUser(round, place);
    int product = plan.browsedProduct(round, place);
    int quantity = plan.quantity(order);
    long cents = plan.priceCents(product, plan.changesBefore(order / ShopPlan.ROUNDS, product));
    RecordWriter record = writers.begin(ORDERS, intendedNs, into);
    record.putLong(order);
    record.putText(users[user]);
    record.putText(products[product]);
    record.putLong(quantity);
    record.putLong(quantity * cents);
    record.putText(state);
    record.end(into);
    key(users, user, into);
  }

  private void putTwo(RecordWriter record, byte[] first, byte[] second) {
    System.arraycopy(first, 0, text, 0, first.length);
    text[first.length] = ' ';
    System.arraycopy(second, 0, text, first.length + 1, second.length);
    record.putText(text, 0, first.length + 1 + second.length);
  }

  private static void key(byte[][] ids, int number, Event into) {
    into.key = ids[number];
    into.keyIndex = number;
  }

  private static byte[] any(byte[][] all, long bits) {
    return all[Draws.below(bits, all.length)];
  }

  private static byte[][] words(String commaSeparated) {
    return Stream.of(commaSeparated.split(",", -1))
        .map(word -> word.getBytes(US_ASCII))
        .toArray(byte[][]::new);
  }
}
