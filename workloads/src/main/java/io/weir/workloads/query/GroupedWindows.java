/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.query;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Row;
import io.weir.workloads.encoding.RecordReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A row for each key and window without overlap; its anchor is the latest intended time among the
 * records of that key and window.
 *
 * @param <K> the key
 */
public final class GroupedWindows<K> implements Answer {
  private final RecordReader reader;
  private final Keys<K> keys;
  private final Windows<Groups> windows;

  /** The key of the record that a reader holds; null for a record that the query leaves out. */
  @FunctionalInterface
  public interface Keys<K> {
    @Nullable K of(RecordReader record);
  }

  /**
   * What is known of the records of a key and window.
   *
   * @param <K> the key
   */
  public interface Group<K> {
    /** Takes the record that a reader holds. */
    void add(RecordReader record);

    /** The row. */
    Row row(K key, long startMs, long endMs);
  }

  public GroupedWindows(RecordReader reader, long sizeMs, Keys<K> keys, Supplier<Group<K>> groups) {
    this.reader = reader;
    this.keys = keys;
    this.windows = new Windows<>(sizeMs, sizeMs, () -> new Groups(groups));
  }

  private final class Groups implements Windows.Window {
    private final Map<K, Anchored<Group<K>>> byKey = new LinkedHashMap<>();
    private final Supplier<Group<K>> make;

    Groups(Supplier<Group<K>> make) {
      this.make = make;
    }

    void add(K key, long intendedNs) {
      Anchored<Group<K>> group = byKey.computeIfAbsent(key, k -> new Anchored<>(make.get()));
      group.at(intendedNs);
      group.value().add(reader);
    }

    @Override
    public void settle(long startMs, long endMs, Consumer<ExpectedRow> out) {
      byKey.forEach(
          (key, group) ->
              out.accept(
                  new ExpectedRow(
                      group.value().row(key, startMs, endMs), group.anchorNs(), startMs, endMs)));
    }
  }

  @Override
  public void accept(int stream, long intendedNs, Consumer<ExpectedRow> out) {
    K key = keys.of(reader);
    if (key != null) {
      windows.at(reader.eventMs(), groups -> groups.add(key, intendedNs));
    }
  }

  @Override
  public void settle(long eventMs, Consumer<ExpectedRow> out) {
    windows.settle(eventMs, out);
  }

  @Override
  public void finish(Consumer<ExpectedRow> out) {
    windows.finish(out);
  }
}
