/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * One file with a page cache and a disk, byte by byte: what it should have after a power loss is
 * looked up, not worked out. Records what the agent would.
 */
final class SimulatedDisk {
  static final FileId FILE = new FileId(1, 7);

  /** A byte and when it was written. */
  private record Cell(byte value, long written) {
    static final Cell NEVER = new Cell((byte) 0, -1);
  }

  /** A force that has begun. */
  record Forcing(long begun, long size, long from, long to, List<Cell> cells) {}

  private final List<Cell> cache = new ArrayList<>();
  private final List<Cell> disk = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final List<Forcing> underWay = new ArrayList<>();
  private long clock;

  List<Event> events() {
    return events;
  }

  long size() {
    return cache.size();
  }

  /** What is in the file while there is power. */
  byte[] content() {
    return bytes(cache);
  }

  /** What is left of it without. */
  byte[] onDisk() {
    return bytes(disk);
  }

  void write(int from, int length, byte value) {
    int end = Math.min(from + length, cache.size());
    if (from < end) {
      byte[] before = Arrays.copyOfRange(content(), from, end);
      events.add(new Event.Overwritten(++clock, FILE, from, end - from, Before.of(from, before)));
    }
    clock++;
    extend(from);
    for (int i = from; i < from + length; i++) {
      Cell cell = new Cell(value, clock);
      if (i < cache.size()) {
        cache.set(i, cell);
      } else {
        cache.add(cell);
      }
    }
  }

  void resize(int size) {
    clock++;
    cut(cache, size);
    cut(disk, size);
    for (Forcing forcing : underWay) {
      cut(forcing.cells, size);
    }
    extend(size);
    events.add(new Event.Resized(++clock, FILE, size));
  }

  Forcing begin(int from, int to) {
    Forcing forcing = new Forcing(++clock, cache.size(), from, to, new ArrayList<>(cache));
    underWay.add(forcing);
    return forcing;
  }

  void end(Forcing forcing) {
    underWay.remove(forcing);
    for (int i = 0; i < forcing.cells.size(); i++) {
      Cell forced = i >= forcing.from && i < forcing.to ? forcing.cells.get(i) : Cell.NEVER;
      if (i >= disk.size()) {
        disk.add(forced);
      } else if (forced.written > disk.get(i).written) {
        disk.set(i, forced);
      }
    }
    long to = forcing.to == Integer.MAX_VALUE ? Event.TO_THE_END : forcing.to;
    events.add(
        new Event.Forced(++clock, FILE, forcing.begun, forcing.size, forcing.from, to, Set.of()));
  }

  private void extend(int size) {
    while (cache.size() < size) {
      cache.add(new Cell((byte) 0, clock));
    }
  }

  private static void cut(List<?> cells, int size) {
    if (cells.size() > size) {
      cells.subList(size, cells.size()).clear();
    }
  }

  private static byte[] bytes(List<Cell> cells) {
    byte[] bytes = new byte[cells.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = cells.get(i).value;
    }
    return bytes;
  }
}
