/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.weir.spi.Event;
import io.weir.spi.EventSource;
import io.weir.spi.Mix;
import io.weir.spi.Schema;
import io.weir.spi.StreamSpec;
import io.weir.workloads.encoding.Digits;
import io.weir.workloads.encoding.RecordWriter;
import io.weir.workloads.source.Draws;
import io.weir.workloads.source.NumberKeys;
import io.weir.workloads.source.StreamWriters;
import java.util.List;

/**
 * Makes the events of the auction; the record's index is the event's number. Of fifty events the
 * first is a person, three are auctions, the others bids; ids follow from the event's number, so
 * that no event needs those before it. After the generator of Apache Beam's and Flink's Nexmark (P.
 * Tucker, K. Tufte, V. Papadimos, D. Maier, "NEXMark – A Benchmark for Queries over Data Streams",
 * 2008), with other random numbers.
 *
 * <p>Differences: ids that do not exist yet are referred to only if {@code id-lead} says so; how
 * far the schedule is from one auction to the one that is {@code in-flight-auctions} later is taken
 * from the mean rate so far, since rates may vary. Not thread-safe.
 */
final class NexmarkSource implements EventSource {
  static final int PERSONS = 1;
  static final int AUCTIONS = 3;
  static final int EVENTS = 50;
  static final long FIRST_ID = 1_000;
  static final long FIRST_CATEGORY = 10;
  static final int CATEGORIES = 5;

  /** The hot auction, seller and bidder change with every so many auctions and persons. */
  static final int HOT_EVERY = 100;

  private static final int PERSON = 0;
  private static final int AUCTION = 1;
  private static final int BID = 2;
  private static final int KEYS = 4096;
  private static final int LEAST_TEXT = 3;
  private static final int NAME_BELOW = 20;
  private static final int DESCRIPTION_BELOW = 100;
  private static final int USER_BELOW = 7;
  private static final int HOST_BELOW = 5;

  /** Bytes of a number, as the standard counts a record's size. */
  private static final int NUMBER = 8;

  private static final double PADDING_SPREAD = 0.2;
  private static final byte[] CARD = "0000 0000 0000 0000".getBytes(US_ASCII);
  private static final byte[] DOT_COM = ".com".getBytes(US_ASCII);

  private final StreamWriters writers;
  private final NexmarkOptions options;
  private final NexmarkTexts texts;
  private final NexmarkPrices prices;
  private final long seed;
  private final NumberKeys persons = new NumberKeys(KEYS);
  private final NumberKeys auctions = new NumberKeys(KEYS);
  private final byte[] text = new byte[64];

  /** Random numbers of the event being made: seed and how many were drawn. */
  private long eventSeed;

  private long drawn;

  NexmarkSource(
      List<StreamSpec> streams,
      NexmarkOptions options,
      NexmarkTexts texts,
      NexmarkPrices prices,
      long seed) {
    this.writers = new StreamWriters(streams);
    this.options = options;
    this.texts = texts;
    this.prices = prices;
    this.seed = Draws.seedFor(seed, "events");
  }

  @Override
  public void fill(long index, int publisher, long sequence, long intendedNs, Event into) {
    eventSeed = Mix.of(seed, index);
    drawn = 0;
    int offset = (int) (index % EVENTS);
    if (offset < PERSONS) {
      person(index, intendedNs, into);
    } else if (offset < PERSONS + AUCTIONS) {
      auction(index, intendedNs, into);
    } else {
      bid(index, intendedNs, into);
    }
  }

  @Override
  public void tick(int stream, long index, long offsetNs, long aheadMs, Event into) {
    writers.tick(stream, offsetNs, aheadMs, into);
  }

  private void person(long index, long intendedNs, Event into) {
    long id = FIRST_ID + lastPerson(index);
    RecordWriter record = writers.begin(PERSON, intendedNs, into);
    record.putLong(id);
    int name = append(0, any(texts.firstNames));
    text[name] = ' ';
    name = append(name + 1, any(texts.lastNames));
    record.putText(text, 0, name);
    int email = appendLetters(0, USER_BELOW);
    text[email] = '@';
    email = append(appendLetters(email + 1, HOST_BELOW), DOT_COM);
    record.putText(text, 0, email);
    System.arraycopy(CARD, 0, text, 0, CARD.length);
    for (int i = 0; i < CARD.length; i += 5) {
      Digits.writePadded(text, i, Draws.below(draw(), 10_000), 4);
    }
    record.putText(text, 0, CARD.length);
    byte[] city = any(texts.cities);
    byte[] state = any(texts.states);
    record.putText(city);
    record.putText(state);
    int size = NUMBER + name + email + CARD.length + city.length + state.length;
    extra(record, size, options.personBytes());
    record.end(into);
    persons.set(id, into);
  }

  private void auction(long index, long intendedNs, Event into) {
    long id = FIRST_ID + lastAuction(index);
    long seller;
    if (Draws.below(draw(), options.hotSellerRatio()) > 0) {
      seller = lastPerson(index) / HOT_EVERY * HOT_EVERY;
    } else {
      seller = anyPerson(index);
    }
    RecordWriter record = writers.begin(AUCTION, intendedNs, into);
    record.putLong(id);
    int size = 6 * NUMBER + words(record, NAME_BELOW) + words(record, DESCRIPTION_BELOW);
    long initial = prices.of(draw());
    record.putLong(initial);
    record.putLong(initial + prices.of(draw()));
    record.putLong(Schema.eventMs(intendedNs) + lengthMs(index, intendedNs));
    record.putLong(FIRST_ID + seller);
    record.putLong(FIRST_CATEGORY + Draws.below(draw(), CATEGORIES));
    extra(record, size, options.auctionBytes());
    record.end(into);
    auctions.set(id, into);
  }

  private void bid(long index, long intendedNs, Event into) {
    long last = lastAuction(index);
    long auction;
    if (Draws.below(draw(), options.hotAuctionRatio()) > 0) {
      auction = last / HOT_EVERY * HOT_EVERY;
    } else {
      long least = Math.max(last - options.inFlightAuctions(), 0);
      auction = least + Draws.below(draw(), last - least + 1 + options.idLead());
    }
    long bidder;
    if (Draws.below(draw(), options.hotBidderRatio()) > 0) {
      // The second person, so that hot bidder and hot seller differ, once there is one.
      bidder = Math.min(lastPerson(index), lastPerson(index) / HOT_EVERY * HOT_EVERY + 1);
    } else {
      bidder = anyPerson(index);
    }
    RecordWriter record = writers.begin(BID, intendedNs, into);
    record.putLong(FIRST_ID + auction);
    record.putLong(FIRST_ID + bidder);
    record.putLong(prices.of(draw()));
    int hot = texts.hotChannels.length;
    if (draw() < 0) {
      int channel = Draws.below(draw(), hot);
      record.putText(texts.hotChannels[channel]);
      record.putText(texts.urls[channel]);
    } else {
      int channel = Draws.below(draw(), NexmarkTexts.CHANNELS);
      record.putText(texts.channels[channel]);
      record.putText(texts.urls[hot + channel]);
    }
    extra(record, 4 * NUMBER, options.bidBytes());
    record.end(into);
    auctions.set(FIRST_ID + auction, into);
  }

  /** The last person up to an event, from 0: itself if it is one. */
  static long lastPerson(long index) {
    return index / EVENTS * PERSONS;
  }

  /** The last auction up to an event, from 0: itself if it is one; −1 if there is none yet. */
  static long lastAuction(long index) {
    long offset = index % EVENTS - PERSONS;
    return index / EVENTS * AUCTIONS + Math.min(offset, AUCTIONS - 1);
  }

  /** One of the last persons. */
  private long anyPerson(long index) {
    long people = lastPerson(index) + 1;
    long active = Math.min(people, options.activePeople());
    return people - active + Draws.below(draw(), active + options.idLead());
  }

  /**
   * How long an auction lasts: on average until there are as many further ones as are in flight.
   */
  private long lengthMs(long index, long intendedNs) {
    double eventsAhead = (double) options.inFlightAuctions() * EVENTS / AUCTIONS;
    long horizonMs = (long) ((double) intendedNs / index * eventsAhead / 1e6);
    return 1 + Draws.below(draw(), Math.max(2 * horizonMs, 1));
  }

  /** Puts a text of words, and tells how long it is. */
  private int words(RecordWriter record, int below) {
    int length = LEAST_TEXT + Draws.below(draw(), below - LEAST_TEXT);
    int from = Draws.below(draw(), NexmarkTexts.POOL - length);
    while (length > 0 && texts.blanked[from] == ' ') {
      from++;
      length--;
    }
    while (length > 0 && texts.blanked[from + length - 1] == ' ') {
      length--;
    }
    record.putText(texts.blanked, from, length);
    return length;
  }

  /** Puts what is wanting to a record's average size, give or take a fifth. */
  private void extra(RecordWriter record, int size, int average) {
    int wanting = average - size;
    if (wanting <= 0) {
      record.putText(texts.letters, 0, 0);
      return;
    }
    int spread = (int) Math.round(wanting * PADDING_SPREAD);
    int length = wanting - spread + (spread == 0 ? 0 : Draws.below(draw(), 2 * spread));
    record.putText(texts.letters, Draws.below(draw(), NexmarkTexts.POOL - length), length);
  }

  private int append(int at, byte[] bytes) {
    System.arraycopy(bytes, 0, text, at, bytes.length);
    return at + bytes.length;
  }

  private int appendLetters(int at, int below) {
    int length = LEAST_TEXT + Draws.below(draw(), below - LEAST_TEXT);
    int from = Draws.below(draw(), NexmarkTexts.POOL - length);
    System.arraycopy(texts.letters, from, text, at, length);
    return at + length;
  }

  private byte[] any(byte[][] all) {
    return all[Draws.below(draw(), all.length)];
  }

  private long draw() {
    return Mix.of(eventSeed, drawn++);
  }
}
