/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import io.weir.core.provision.LocalHost;
import io.weir.core.provision.LocalServer;
import io.weir.spi.ServerProcess;
import io.weir.spi.ServerSpec;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One run of the positive controls. Two programs write small records in every way that servers
 * write, each way into a directory of its own: one forces every record before it acknowledges it,
 * the other acknowledges its last ones without.
 */
final class ControlRun {
  /** Begins the ids of the programs. */
  static final String ID = "power-loss-control-";

  private static final String MAIN = "io.weir.powerloss.agent.Fixture";
  private static final Duration TIME_LIMIT = Duration.ofSeconds(60);
  private static final String READY = "ready";

  /** A record is its index, 8 bytes, and as many again: the index with all bits turned over. */
  private static final int RECORD_BYTES = 16;

  private static final Pattern ACKNOWLEDGED =
      Pattern.compile("ack (\\S+) (\\d+) (forced|unforced)");

  private final LocalHost host;
  private final Path jar;
  private final Optional<Path> javaHome;

  ControlRun(LocalHost host, Path jar, Optional<Path> javaHome) {
    this.host = host;
    this.jar = jar;
    this.javaHome = javaHome;
  }

  /**
   * One of the two programs.
   *
   * @param data where it writes
   */
  private record Program(LocalServer server, boolean forcesFirst, Path data) {}

  /**
   * Runs them to the strike and counts.
   *
   * @param powerLoss for these programs alone
   */
  Controls execute(PowerLoss powerLoss) {
    List<Program> programs = List.of(start(powerLoss, false), start(powerLoss, true));
    for (Program program : programs) {
      host.await(
          program.server(),
          "the program to have written its records",
          () -> program.server().logTail(1).equals(List.of(READY)),
          TIME_LIMIT);
    }
    Strike strike =
        powerLoss.strike(
            programs.stream().map(Program::server).toList(),
            programs.stream().map(Program::data).toList());
    List<Controls.Control> controls = new ArrayList<>();
    programs.forEach(program -> controls.addAll(count(program)));
    return new Controls(controls, strike.anomalies());
  }

  private Program start(PowerLoss powerLoss, boolean forcesFirst) {
    String id = ID + (host.servers().size() + 1);
    Path directory = host.directory(id);
    Path data = directory.resolve("data");
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new UnavailableException("directory " + data + " cannot be created: " + e, e);
    }
    powerLoss.baseline(List.of(data));
    ServerProcess server =
        host.start(
            new ServerSpec.Jvm(
                id,
                "control",
                javaHome,
                List.of(jar),
                MAIN,
                List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(data.toString(), forcesFirst ? "forces-first" : "acknowledges-first"),
                Map.of(),
                directory));
    return new Program((LocalServer) server, forcesFirst, data);
  }

  /** What one way of writing acknowledged. */
  private static final class Acknowledged {
    private final Set<Long> all = new HashSet<>();
    private long unforced;
  }

  private static List<Controls.Control> count(Program program) {
    SortedMap<String, Acknowledged> kinds = new TreeMap<>();
    for (String line : lines(program.server().log())) {
      Matcher matcher = ACKNOWLEDGED.matcher(line);
      if (matcher.matches()) {
        Acknowledged kind = kinds.computeIfAbsent(matcher.group(1), k -> new Acknowledged());
        kind.all.add(Long.parseLong(matcher.group(2)));
        kind.unforced += matcher.group(3).equals("unforced") ? 1 : 0;
      }
    }
    List<Controls.Control> controls = new ArrayList<>();
    kinds.forEach(
        (name, kind) -> {
          Set<Long> lost = new HashSet<>(kind.all);
          lost.removeAll(kept(program.data().resolve(name)));
          controls.add(
              new Controls.Control(
                  name, program.forcesFirst(), kind.all.size(), kind.unforced, lost.size()));
        });
    return controls;
  }

  private static Set<Long> kept(Path directory) {
    Set<Long> kept = new HashSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        while (bytes.remaining() >= RECORD_BYTES) {
          long index = bytes.getLong();
          if (bytes.getLong() == ~index) {
            kept.add(index);
          }
        }
      }
      return kept;
    } catch (IOException e) {
      throw new UnavailableException(directory + " cannot be read: " + e, e);
    }
  }

  private static List<String> lines(Path log) {
    try {
      return Files.readAllLines(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UnavailableException(log + " cannot be read: " + e, e);
    }
  }
}
