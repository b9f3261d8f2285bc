/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What of a closed choice a driver offers, with a reason for each value that it does not: {@code
 * Offer.of(Compression.NONE).without("records never leave the process", Compression.LZ4, …)}.
 * Immutable.
 *
 * @param <T> the choice
 */
public final class Offer<T extends Enum<T>> {
  private static final Support UNNAMED = Support.no("the driver does not know of it");

  private final Set<T> offered;
  private final Map<T, String> reasons;

  private Offer(Set<T> offered, Map<T, String> reasons) {
    this.offered = Collections.unmodifiableSet(offered);
    this.reasons = Collections.unmodifiableMap(reasons);
  }

  /** Every value. */
  public static <T extends Enum<T>> Offer<T> all(Class<T> choice) {
    return new Offer<>(EnumSet.allOf(choice), new EnumMap<>(choice));
  }

  /** These values, and no others. */
  @SafeVarargs
  public static <T extends Enum<T>> Offer<T> of(T first, T... further) {
    Set<T> values = EnumSet.of(first);
    for (T value : further) {
      values.add(value);
    }
    return new Offer<>(values, new EnumMap<>(first.getDeclaringClass()));
  }

  /**
   * The same without these values.
   *
   * @param reason as in {@link Support.No}
   */
  @SafeVarargs
  public final Offer<T> without(String reason, T first, T... further) {
    Support.No checked = new Support.No(reason);
    Set<T> left = EnumSet.copyOf(offered);
    Map<T, String> why = new EnumMap<>(first.getDeclaringClass());
    why.putAll(reasons);
    Set<T> values = EnumSet.of(first);
    for (T value : further) {
      values.add(value);
    }
    left.removeAll(values);
    values.forEach(value -> why.put(value, checked.reason()));
    if (left.isEmpty()) {
      throw new IllegalArgumentException("nothing is left of " + values);
    }
    return new Offer<>(left, why);
  }

  /** The values that are offered, in the order of the choice; at least one. */
  public Set<T> offered() {
    return offered;
  }

  /** Whether a value is offered, and if not, why. */
  public Support support(T value) {
    if (offered.contains(value)) {
      return Support.yes();
    }
    String reason = reasons.get(value);
    return reason == null ? UNNAMED : Support.no(reason);
  }

  /** Whether a reason was given for a value that is not offered. */
  public boolean explains(T value) {
    return reasons.containsKey(value);
  }
}
