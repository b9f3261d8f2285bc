/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OfferTest {
  @Test
  void whatIsNotOfferedHasTheReasonThatWasGiven() {
    Offer<Compression> offer =
        Offer.of(Compression.NONE, Compression.GZIP).without("it is slow", Compression.LZ4);
    assertThat(offer.offered()).containsExactly(Compression.NONE, Compression.GZIP);
    assertThat(offer.support(Compression.GZIP)).isEqualTo(Support.yes());
    assertThat(offer.support(Compression.LZ4)).isEqualTo(Support.no("it is slow"));
    assertThat(offer.explains(Compression.LZ4)).isTrue();
  }

  @Test
  void aValueThatTheDriverDoesNotNameIsNotOffered() {
    Offer<Compression> offer = Offer.of(Compression.NONE);
    assertThat(offer.support(Compression.ZSTD)).isInstanceOf(Support.No.class);
    assertThat(offer.explains(Compression.ZSTD)).isFalse();
  }

  @Test
  void allMayBeOfferedButForSome() {
    Offer<Compression> all = Offer.all(Compression.class);
    assertThat(all.offered()).containsExactly(Compression.values());
    assertThat(all.without("no", Compression.LZ4, Compression.ZSTD).offered())
        .containsExactly(Compression.NONE, Compression.SNAPPY, Compression.GZIP);
    assertThat(all.offered()).as("it is immutable").hasSize(Compression.values().length);
  }

  @Test
  void somethingMustBeOffered() {
    assertThatThrownBy(() -> Offer.of(Compression.NONE).without("no", Compression.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aReasonIsOneLine() {
    assertThatThrownBy(() -> Support.no(" ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Support.no("a\nb")).isInstanceOf(IllegalArgumentException.class);
  }
}
