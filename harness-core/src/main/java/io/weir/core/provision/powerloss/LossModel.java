/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows what is on disk of each file. For each it keeps a durable size, up to which all bytes are
 * on disk but those that were written over since, and of these what they were before.
 *
 * <p>Not thread-safe. Events come in the order of their stamps.
 */
final class LossModel {
  private final Map<FileId, Known> files = new HashMap<>();

  /**
   * What the disk has of a file.
   *
   * @param size in bytes; what is beyond is lost
   * @param restored what to write back, in this order
   */
  record OnDisk(long size, List<Undo> restored) {
    OnDisk {
      restored = List.copyOf(restored);
    }
  }

  /**
   * A range that was written over and may not be on disk.
   *
   * @param stamp of the writing
   * @param from of the first byte
   * @param to of the last byte, exclusive
   * @param before what was there
   */
  record Undo(long stamp, long from, long to, Before before) {
    /** The part within a range, as a list of none or one. */
    private List<Undo> within(long least, long end) {
      long first = Math.max(from, least);
      long last = Math.min(to, end);
      return first < last ? List.of(new Undo(stamp, first, last, before)) : List.of();
    }

    /** What is left without a range. */
    private List<Undo> without(long least, long end) {
      List<Undo> rest = new ArrayList<>(within(0, Math.min(least, end)));
      rest.addAll(within(Math.max(least, end), Long.MAX_VALUE));
      return rest;
    }
  }

  private static final class Known {
    private long durable;
    private List<Undo> undos = new ArrayList<>();

    /** Forces that began before it are of a file that this one has replaced. */
    private long freshAt = Long.MIN_VALUE;

    private long resizedAt = Long.MIN_VALUE;
    private long resizedTo;
  }

  /** Takes note of an event. */
  void apply(Event event) {
    if (event instanceof Event.Gone) {
      files.remove(event.file());
      return;
    }
    Known known = files.computeIfAbsent(event.file(), id -> new Known());
    if (event instanceof Event.Fresh fresh) {
      fresh(known, fresh.stamp(), 0);
    } else if (event instanceof Event.Durable durable) {
      fresh(known, durable.stamp(), durable.size());
    } else if (event instanceof Event.Overwritten over) {
      known.undos.add(
          new Undo(over.stamp(), over.from(), over.from() + over.length(), over.before()));
    } else if (event instanceof Event.Resized resized) {
      resized(known, resized);
    } else if (event instanceof Event.Forced forced) {
      forced(known, forced);
    }
  }

  /** What the disk has; nothing of a file that was never heard of. */
  OnDisk of(FileId id) {
    Known known = files.get(id);
    if (known == null) {
      return new OnDisk(0, List.of());
    }
    List<Undo> newestFirst = new ArrayList<>();
    for (int i = known.undos.size() - 1; i >= 0; i--) {
      newestFirst.addAll(known.undos.get(i).within(0, known.durable));
    }
    return new OnDisk(known.durable, newestFirst);
  }

  private static void fresh(Known known, long stamp, long size) {
    known.durable = size;
    known.undos = new ArrayList<>();
    known.freshAt = stamp;
    known.resizedAt = Long.MIN_VALUE;
  }

  private static void resized(Known known, Event.Resized resized) {
    known.durable = Math.min(known.durable, resized.size());
    known.undos = clipped(known.undos, resized.size());
    known.resizedAt = resized.stamp();
    known.resizedTo = resized.size();
  }

  private static void forced(Known known, Event.Forced forced) {
    if (forced.begun() < known.freshAt) {
      return;
    }
    long size = forced.size();
    if (forced.begun() < known.resizedAt) {
      size = Math.min(size, known.resizedTo);
    }
    List<Undo> rest = new ArrayList<>();
    for (Undo undo : known.undos) {
      if (covers(forced, undo)) {
        rest.addAll(undo.without(forced.from(), forced.to()));
      } else {
        rest.add(undo);
      }
    }
    if (size > known.durable) {
      rest = grown(rest, forced, known.durable, size);
      known.durable = size;
    }
    known.undos = rest;
  }

  private static boolean covers(Event.Forced forced, Undo undo) {
    Set<Long> except = forced.except();
    return undo.stamp() <= forced.begun() && !except.contains(undo.stamp());
  }

  /**
   * The size grew on disk, but of what is new only the forced range has its content there; the rest
   * reads as zeros, whatever was written over what before.
   */
  private static List<Undo> grown(List<Undo> undos, Event.Forced forced, long old, long size) {
    List<Undo> holes = new ArrayList<>();
    Undo gained = new Undo(forced.begun(), old, size, Before.ZEROS);
    holes.addAll(gained.without(forced.from(), forced.to()));
    if (holes.isEmpty()) {
      return undos;
    }
    List<Undo> older = new ArrayList<>();
    List<Undo> newer = new ArrayList<>();
    for (Undo undo : undos) {
      if (undo.stamp() > forced.begun()) {
        newer.add(undo);
      } else {
        List<Undo> pieces = List.of(undo);
        for (Undo hole : holes) {
          pieces =
              pieces.stream().flatMap(p -> p.without(hole.from(), hole.to()).stream()).toList();
        }
        older.addAll(pieces);
      }
    }
    older.addAll(holes);
    older.addAll(newer);
    return older;
  }

  private static List<Undo> clipped(List<Undo> undos, long end) {
    List<Undo> rest = new ArrayList<>();
    undos.forEach(undo -> rest.addAll(undo.within(0, end)));
    return rest;
  }
}
