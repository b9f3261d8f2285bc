/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows what is on disk of each file. For each it keeps a durable size, up to which all bytes are
 * on disk but those that were written over since, of which it keeps what they were before, and
 * holes: the size alone is on disk there, since only other parts of the file were forced.
 *
 * <p>Not thread-safe. Events come in the order of their stamps.
 */
final class LossModel {
  private final Map<FileId, Known> files = new HashMap<>();

  /**
   * What the disk has of a file.
   *
   * @param size in bytes; what is beyond is lost
   * @param restored what to write back, in this order: a later one wins
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
      if (least >= end) {
        return List.of(this);
      }
      List<Undo> rest = new ArrayList<>(within(0, least));
      rest.addAll(within(end, Long.MAX_VALUE));
      return rest;
    }
  }

  private static final class Known {
    private long durable;
    private List<Undo> undos = new ArrayList<>();

    /** Forces that began before it are of a file that this one has replaced. */
    private long freshAt = Long.MIN_VALUE;

    /** In the order of time and of size: a smaller one makes larger ones before it meaningless. */
    private List<Event.Resized> resized = new ArrayList<>();

    /** They become zeros, whatever was written over what. */
    private List<Undo> holes = new ArrayList<>();
  }

  /** Takes note of an event. */
  void apply(Event event) {
    if (event instanceof Event.Gone gone) {
      Known known = files.get(gone.file());
      if (known != null && known.freshAt < gone.begun()) {
        files.remove(gone.file());
      }
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
    newestFirst.addAll(known.holes);
    return new OnDisk(known.durable, newestFirst);
  }

  private static void fresh(Known known, long stamp, long size) {
    known.durable = size;
    known.undos = new ArrayList<>();
    known.holes = new ArrayList<>();
    known.freshAt = stamp;
    known.resized = new ArrayList<>();
  }

  private static void resized(Known known, Event.Resized resized) {
    known.durable = Math.min(known.durable, resized.size());
    known.undos = clipped(known.undos, resized.size());
    known.holes = clipped(known.holes, resized.size());
    known.resized.removeIf(earlier -> earlier.size() >= resized.size());
    known.resized.add(resized);
  }

  private static void forced(Known known, Event.Forced forced) {
    if (forced.begun() < known.freshAt) {
      return;
    }
    // What was cut off while it went on is not there, even if the file has grown again.
    long size =
        known.resized.stream()
            .filter(resized -> resized.stamp() > forced.begun())
            .mapToLong(Event.Resized::size)
            .reduce(forced.size(), Math::min);
    long to = Math.min(forced.to(), size);
    List<Undo> undos = new ArrayList<>();
    for (Undo undo : known.undos) {
      undos.addAll(covers(forced, undo) ? undo.without(forced.from(), forced.to()) : List.of(undo));
    }
    List<Undo> holes = new ArrayList<>();
    known.holes.forEach(hole -> holes.addAll(hole.without(forced.from(), to)));
    if (size > known.durable) {
      Undo gained = new Undo(forced.stamp(), known.durable, size, Before.ZEROS);
      holes.addAll(gained.without(forced.from(), to));
      known.durable = size;
    }
    known.undos = undos;
    known.holes = holes;
  }

  private static boolean covers(Event.Forced forced, Undo undo) {
    Set<Long> except = forced.except();
    return undo.stamp() <= forced.begun() && !except.contains(undo.stamp());
  }

  private static List<Undo> clipped(List<Undo> undos, long end) {
    List<Undo> rest = new ArrayList<>();
    undos.forEach(undo -> rest.addAll(undo.within(0, end)));
    return rest;
  }
}
