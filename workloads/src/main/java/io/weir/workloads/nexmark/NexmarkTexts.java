/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.nexmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.weir.spi.Mix;
import io.weir.workloads.source.Draws;
import java.util.Locale;
import java.util.stream.Stream;

/** The texts that records are put together from, made once from the seed. Never changed. */
final class NexmarkTexts {
  /** Twice the longest text, so that there are many of each length. */
  static final int POOL = 1 << 16;

  static final int CHANNELS = 10_000;

  private static final int BLANK_IN = 13;
  private static final int LETTERS = 26;

  final byte[][] firstNames =
      words("Peter,Paul,Luke,John,Saul,Vicky,Kate,Julie,Sarah,Deiter,Walter");
  final byte[][] lastNames = words("Shultz,Abrams,Spencer,White,Bartels,Walton,Smith,Jones,Noris");
  final byte[][] cities =
      words("Phoenix,Los Angeles,San Francisco,Boise,Portland,Bend,Redmond,Seattle,Kent,Cheyenne");
  final byte[][] states = words("AZ,CA,ID,OR,WA,WY");
  final byte[][] hotChannels = words("Google,Facebook,Baidu,Apple");

  /** Of each hot channel, then of each of the others. */
  final byte[][] urls = new byte[hotChannels.length + CHANNELS][];

  final byte[][] channels = new byte[CHANNELS][];

  /** Letters, and a blank for one in thirteen. */
  final byte[] blanked = new byte[POOL];

  /** Letters alone. */
  final byte[] letters = new byte[POOL];

  NexmarkTexts(long seed) {
    long random = Draws.seedFor(seed, "texts");
    for (int i = 0; i < POOL; i++) {
      letters[i] = letter(Mix.of(random, 2L * i));
      blanked[i] = Draws.below(Mix.of(random, 2L * i + 1), BLANK_IN) == 0 ? (byte) ' ' : letters[i];
    }
    long addresses = Draws.seedFor(seed, "urls");
    for (int i = 0; i < hotChannels.length; i++) {
      urls[i] = url(addresses, i).getBytes(US_ASCII);
    }
    for (int i = 0; i < CHANNELS; i++) {
      channels[i] = ("channel-" + i).getBytes(US_ASCII);
      int at = hotChannels.length + i;
      // Nine of ten name their channel in the query.
      String channel =
          Draws.below(Mix.of(addresses, at * 100L + 99), 10) > 0
              ? "&channel_id=" + (Integer.reverse(i) & Integer.MAX_VALUE)
              : "";
      urls[at] = (url(addresses, at) + channel).getBytes(US_ASCII);
    }
  }

  private static String url(long seed, int number) {
    StringBuilder url = new StringBuilder("https://www.nexmark.com/");
    long n = number * 100L;
    for (int part = 0; part < 3; part++) {
      int length = 3 + Draws.below(Mix.of(seed, n++), 2);
      for (int i = 0; i < length; i++) {
        long bits = Mix.of(seed, n++);
        url.append(Draws.below(bits, BLANK_IN) == 0 ? '_' : (char) letter(Mix.mix(bits)));
      }
      url.append('/');
    }
    return url.append("item.htm?query=1").toString().toLowerCase(Locale.ROOT);
  }

  private static byte letter(long bits) {
    return (byte) ('a' + Draws.below(bits, LETTERS));
  }

  private static byte[][] words(String commaSeparated) {
    return Stream.of(commaSeparated.split(",", -1))
        .map(word -> word.getBytes(US_ASCII))
        .toArray(byte[][]::new);
  }
}
