/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.ServerHost;
import io.weir.spi.ServerProcess;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The servers of a local cluster with what shows that each answers, in the order in which they need
 * each other: ZooKeeper, the bookies, the broker. One thread at a time.
 */
final class LocalServers {
  static final String METADATA = "metadata";
  static final String BOOKIE = "bookie";
  static final String BROKER = "broker";

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int CONNECT_MS = 500;

  /** A service that wants to know who asks is up. */
  private static final Set<Integer> ANSWERING = Set.of(200, 401, 403);

  private static final int TAIL_LINES = 100;

  /** Also what a JVM says that does not even come up with its heap. */
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "OutOfMemoryError|OutOfDirectMemoryError|Too small (maximum|initial) heap"
              + "|Try increasing NewSize|heap size set to a larger value"
              + "|Could not reserve enough space");

  private final ServerHost host;
  private final List<Member> members = new ArrayList<>();

  /** Killed, and not started again yet. */
  private final Set<String> down = ConcurrentHashMap.newKeySet();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofMillis(CONNECT_MS)).build();

  /** A server and where it listens; {@code url}, if not empty, must answer too. */
  private record Member(ServerProcess process, int port, String url) {}

  LocalServers(ServerHost host) {
    this.host = host;
  }

  /**
   * Takes a server up that was started.
   *
   * @param port that it listens on once it is up
   * @param url that answers once it can be used; may be empty
   */
  void add(ServerProcess process, int port, String url) {
    members.add(new Member(process, port, url));
  }

  /** In start order. */
  List<ServerProcess> processes() {
    return members.stream().map(Member::process).toList();
  }

  /** Waits until all servers of a role answer. */
  void await(String role, Deadline deadline) {
    for (Member member : members) {
      if (member.process().role().equals(role)) {
        await(member, deadline);
      }
    }
  }

  /** Waits until something holds that the servers of a role have to bring about. */
  void await(String role, String what, Callable<Boolean> condition, Deadline deadline) {
    for (Member member : members) {
      if (member.process().role().equals(role)) {
        host.await(member.process(), what, condition, deadline.left());
      }
    }
  }

  /** Starts servers again, each role once the one that it needs answers. */
  void restart(Collection<? extends ServerProcess> dead, Deadline deadline) {
    dead.forEach(process -> down.add(process.id()));
    for (String role : List.of(METADATA, BOOKIE, BROKER)) {
      List<Member> of =
          members.stream()
              .filter(m -> m.process().role().equals(role) && down.contains(m.process().id()))
              .toList();
      for (Member member : of) {
        member.process().restart();
        down.remove(member.process().id());
      }
      of.forEach(member -> await(member, deadline));
    }
    // What was not restarted may have lost its sessions with what was.
    for (Member member : members) {
      await(member, deadline);
    }
  }

  private void await(Member member, Deadline deadline) {
    try {
      host.await(
          member.process(),
          member.url().isEmpty() ? "its port to open" : "it to answer",
          () -> members.stream().anyMatch(this::died) || answers(member),
          deadline.left());
    } catch (UnavailableException e) {
      throw member.process().alive() ? e : explained(member.process(), e);
    }
    // Another one's death ended the waiting: its own turn says so, with its log.
    for (Member other : members) {
      if (died(other)) {
        host.await(other.process(), "it to run", () -> false, Duration.ofSeconds(1));
      }
    }
  }

  private boolean died(Member member) {
    return !down.contains(member.process().id()) && !member.process().alive();
  }

  private boolean answers(Member member) throws IOException, InterruptedException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), member.port()), CONNECT_MS);
    }
    if (member.url().isEmpty()) {
      return true;
    }
    HttpRequest question =
        HttpRequest.newBuilder(URI.create(member.url())).timeout(Duration.ofSeconds(2)).build();
    return ANSWERING.contains(
        http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode());
  }

  /** What a person can do about it comes first, where the server's last words tell. */
  private static UnavailableException explained(ServerProcess server, UnavailableException e) {
    String log = String.join("\n", server.logTail(TAIL_LINES));
    if (OUT_OF_MEMORY.matcher(log).find()) {
      return new UnavailableException(
          "pulsar: "
              + server.id()
              + " cannot run with its memory: raise pulsar.heap or pulsar.direct-memory; "
              + e.getMessage(),
          e);
    }
    if (log.contains("Address already in use")) {
      return new UnavailableException(
          "pulsar: another program took a port of "
              + server.id()
              + " after it was chosen: start again; "
              + e.getMessage(),
          e);
    }
    return e;
  }

  /** A moment by which something must have happened. */
  record Deadline(long atNs) {
    static Deadline in(Duration time) {
      return new Deadline(System.nanoTime() + time.toNanos());
    }

    Duration left() {
      return Duration.ofNanos(Math.max(1, atNs - System.nanoTime()));
    }
  }
}
