/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Puts the records of several JVMs together in the order of time: a server that was restarted has
 * several, and an inode may go from one server to another.
 */
final class Replay {
  private Replay() {}

  /**
   * @param logs of the agents
   * @param baseline in the order of time
   * @param anomalies what makes findings void is added
   */
  static LossModel of(List<Path> logs, List<Event> baseline, List<String> anomalies)
      throws IOException {
    LossModel model = new LossModel();
    List<AgentLog> opened = new ArrayList<>();
    try {
      PriorityQueue<Source> sources =
          new PriorityQueue<>(Comparator.comparingLong(source -> source.head.stamp()));
      add(sources, new InMemory(baseline), baseline.isEmpty() ? null : baseline.get(0));
      for (Path path : logs) {
        AgentLog log = new AgentLog(path);
        opened.add(log);
        add(sources, log::next, log.next());
      }
      while (true) {
        Source earliest = sources.poll();
        if (earliest == null) {
          break;
        }
        model.apply(earliest.head);
        add(sources, earliest.rest, earliest.rest.next());
      }
      opened.forEach(log -> anomalies.addAll(log.anomalies()));
      return model;
    } finally {
      for (AgentLog log : opened) {
        log.close();
      }
    }
  }

  private static void add(PriorityQueue<Source> sources, Events rest, @Nullable Event head) {
    if (head != null) {
      sources.add(new Source(rest, head));
    }
  }

  /** Events one by one; null at the end. */
  private interface Events {
    @Nullable Event next() throws IOException;
  }

  private record Source(Events rest, Event head) {}

  private static final class InMemory implements Events {
    private final List<Event> events;
    private int at;

    /** The first is taken by whom makes it. */
    InMemory(List<Event> events) {
      this.events = events;
      this.at = 1;
    }

    @Override
    public @Nullable Event next() {
      return at < events.size() ? events.get(at++) : null;
    }
  }
}
