/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import io.weir.core.provision.LocalHost;
import io.weir.core.provision.LocalServer;
import io.weir.spi.ServerSpec;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Power loss of all local servers at one moment. An agent in every server JVM records what the
 * server forces to disk; {@link #strike} ends all servers and takes away from their files, in
 * place, what was not forced.
 *
 * <p>The way: make the {@link LocalHost} with {@link #amendment}, start the servers, set up topics,
 * {@link #baseline}, load, {@link #strike}, restart the servers, count. {@link #controls} shows
 * that the simulation works on this machine. A finding counts only if strike and controls are
 * sound, and {@link #MODEL} is to be said beside it.
 *
 * <p>Thread contract: one thread; {@link #amendment}'s operator any.
 */
public final class PowerLoss {
  /** What is simulated and what is not, for reports: one sentence each. */
  public static final List<String> MODEL =
      List.of(
          "All servers stop at one moment, and what they had not forced to disk (fsync, msync, or"
              + " files opened for synchronous writing) is taken away from their files.",
          "Unforced data is lost whole, where a real kernel would have written part of it back,"
              + " about every 30 s: the worst case for the data, not a prediction.",
          "It is one outcome that a disk may legally leave, not all of them: writes are neither torn"
              + " nor reordered.",
          "Creating, renaming, removing and shortening a file count as durable at once.",
          "Stores into mapped files are not seen: bytes that were on disk at the baseline, or forced"
              + " at least once, keep what was stored into them last.",
          "Native I/O (RocksDB) is not seen; its files stay as they are and are counted as exempt.",
          "Disks and file systems are trusted: what they say is forced counts as kept.");

  /** Where the agent lies below the harness's home. */
  static final Path AGENT = Path.of("agent", "power-loss-agent.jar");

  /** Below the run's directory: the records of the agents. */
  static final String RECORDS = "power-loss";

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final String AGENT_FLAG = "-javaagent:";
  private static final String BOOT_FLAG = "-Xbootclasspath/a:";
  private static final String ARCHIVE_FLAG = "-XX:SharedArchiveFile=";

  private final Path agentJar;
  private final Path runDirectory;
  private final List<Exemption> exemptions;
  private final boolean ofControls;
  private final List<Event> baseline = new ArrayList<>();
  private final Set<Path> covered = new HashSet<>();

  /**
   * With {@link Exemption#rocksDb} as the only exemption.
   *
   * @param agentJar the agent, see {@link #agentIn}
   * @param runDirectory the run's; the agents' records go into {@code power-loss} below it
   * @throws UnavailableException if the jar is missing
   */
  public PowerLoss(Path agentJar, Path runDirectory) {
    this(agentJar, runDirectory, List.of(Exemption.rocksDb()));
  }

  /**
   * @param agentJar the agent, see {@link #agentIn}
   * @param runDirectory the run's; the agents' records go into {@code power-loss} below it
   * @param exemptions asked in order; the first that covers a file counts
   * @throws UnavailableException if the jar is missing, or its path cannot be given to a JVM
   */
  public PowerLoss(Path agentJar, Path runDirectory, List<Exemption> exemptions) {
    this(agentJar, runDirectory, exemptions, false);
  }

  /**
   * @param ofControls whether the records of controls are the ones that count, or all others
   */
  private PowerLoss(
      Path agentJar, Path runDirectory, List<Exemption> exemptions, boolean ofControls) {
    this.ofControls = ofControls;
    this.agentJar = agentJar.toAbsolutePath().normalize();
    this.runDirectory = runDirectory.toAbsolutePath().normalize();
    this.exemptions = List.copyOf(exemptions);
    if (!Files.isRegularFile(this.agentJar)) {
      throw new UnavailableException(
          "the power-loss agent "
              + this.agentJar
              + " is missing; build it with ./mvnw -DskipTests package");
    }
    if (this.agentJar.toString().matches(".*[=:].*")) {
      throw new UnavailableException(
          "the power-loss agent "
              + this.agentJar
              + " cannot be given to a JVM: its path has a '=' or ':'; move the harness");
    }
    create(records());
  }

  /**
   * The agent of an installed harness, there or not.
   *
   * @param home where harness.jar is
   */
  public static Path agentIn(Path home) {
    return home.resolve(AGENT);
  }

  /**
   * Adds the agent to every JVM, those included that are run for setting up: what they write and
   * force belongs to the record too. An archive of class data is taken out, since a JVM with an
   * agent does not use it. Programs that are no JVMs stay as they are; a strike on one is void.
   */
  public UnaryOperator<ServerSpec> amendment() {
    return spec -> spec instanceof ServerSpec.Jvm jvm ? withAgent(jvm) : spec;
  }

  /**
   * Declares that all files are on disk as they are now, and makes it true by forcing each. To be
   * called when the cluster is set up and nothing is written: servers' first starts leave files
   * that nothing ever forces, and without which some do not start again.
   *
   * @param dataDirectories where servers keep what must survive
   * @throws UnavailableException if a file cannot be read or forced
   */
  public void baseline(Collection<Path> dataDirectories) {
    long stamp = System.nanoTime();
    for (Path directory : dataDirectories) {
      Path real = DataFiles.real(directory);
      for (Path path : DataFiles.below(real)) {
        DataFiles.stat(path)
            .ifPresent(stat -> baseline.add(new Event.Durable(stamp, stat.id(), stat.size())));
        if (Files.isRegularFile(path) || Files.isDirectory(path)) {
          DataFiles.force(path);
        }
      }
      covered.add(real);
    }
  }

  /**
   * Power loss. Stops all servers at one moment, kills them, and takes away what was not forced.
   * What is left is the baseline from then on, so that restarted servers may be struck again.
   *
   * @param servers all that write to the directories
   * @param dataDirectories as given to {@link #baseline}
   * @throws UnavailableException if a file cannot be read or cut
   */
  public Strike strike(List<LocalServer> servers, Collection<Path> dataDirectories) {
    List<String> anomalies = new ArrayList<>();
    List<Path> directories = dataDirectories.stream().map(DataFiles::real).distinct().toList();
    directories.stream()
        .filter(directory -> !covered.contains(directory))
        .forEach(d -> anomalies.add("there is no baseline of " + d));
    covered.stream()
        .filter(directory -> !directories.contains(directory))
        .forEach(d -> anomalies.add("there was a baseline of " + d + ", and it is left out"));
    if (DataFiles.find(directories).isEmpty()) {
      anomalies.add("there is no file that could lose anything");
    }
    if (!LocalServer.pauseAll(servers, STOP_LIMIT)) {
      anomalies.add("not every server stopped within " + STOP_LIMIT.toSeconds() + " s");
    }
    Set<FileId> mapped = MappedFiles.of(servers);
    servers.forEach(LocalServer::kill);
    for (LocalServer server : servers) {
      if (server.alive()) {
        anomalies.add(server.id() + " is still alive after it was killed");
      }
    }
    LossModel model = replay(servers, anomalies);
    SortedMap<String, Strike.Damage> damage = cut(model, servers, directories, mapped);
    long stamp = System.nanoTime();
    for (Path path : DataFiles.find(directories).values()) {
      DataFiles.stat(path)
          .ifPresent(stat -> baseline.add(new Event.Durable(stamp, stat.id(), stat.size())));
    }
    return new Strike(damage, anomalies);
  }

  /**
   * Runs the positive controls: programs whose loss is known before, through the same agent and the
   * same strike. Takes a few seconds; leaves the servers of the run alone.
   *
   * @param host one that was made with {@link #amendment}
   * @param javaHome of the servers that findings are about; empty for the harness's own
   * @throws UnavailableException if a program cannot be run
   */
  public Controls controls(LocalHost host, Optional<Path> javaHome) {
    return new ControlRun(host, agentJar, javaHome)
        .execute(new PowerLoss(agentJar, runDirectory, List.of(), true));
  }

  private ServerSpec.Jvm withAgent(ServerSpec.Jvm jvm) {
    String flag = AGENT_FLAG + agentJar + "=" + records().resolve(jvm.id());
    if (jvm.jvmFlags().contains(flag)) {
      return jvm;
    }
    List<String> flags = new ArrayList<>();
    // Quietly, where the agent's adding itself makes the JVM complain on standard output.
    flags.add(BOOT_FLAG + agentJar);
    flags.add(flag);
    jvm.jvmFlags().stream().filter(each -> !each.startsWith(ARCHIVE_FLAG)).forEach(flags::add);
    return new ServerSpec.Jvm(
        jvm.id(),
        jvm.role(),
        jvm.javaHome(),
        jvm.classPath(),
        jvm.mainClass(),
        flags,
        jvm.arguments(),
        jvm.environment(),
        jvm.workingDirectory());
  }

  private Path records() {
    return runDirectory.resolve(RECORDS);
  }

  private LossModel replay(List<LocalServer> servers, List<String> anomalies) {
    for (LocalServer server : servers) {
      if (!Files.isRegularFile(record(server))) {
        anomalies.add(
            server.id()
                + " ran without the power-loss agent"
                + (server.spec() instanceof ServerSpec.Native ? ": it is no JVM" : "")
                + ", or the agent could not begin its record "
                + record(server));
      }
    }
    try {
      return Replay.of(recorded(anomalies), baseline, anomalies);
    } catch (IOException e) {
      throw new UnavailableException("records in " + records() + " cannot be read: " + e, e);
    }
  }

  private Path record(LocalServer server) {
    return records().resolve(server.id() + "." + server.pid() + ".log");
  }

  /** Of all JVMs that had the agent, since each may have written to the directories. */
  private List<Path> recorded(List<String> anomalies) throws IOException {
    List<Path> logs = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(records())) {
      for (Path each : all) {
        String name = each.getFileName().toString();
        if (name.startsWith(ControlRun.ID) != ofControls) {
          continue;
        }
        if (name.endsWith(".log")) {
          logs.add(each);
        } else if (name.endsWith(".failed")) {
          anomalies.add(each + ": the agent could not write its record");
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return logs;
  }

  private SortedMap<String, Strike.Damage> cut(
      LossModel model, List<LocalServer> servers, List<Path> directories, Set<FileId> mapped) {
    SortedMap<String, Strike.Damage> damage = new TreeMap<>();
    servers.forEach(server -> damage.put(server.id(), Strike.Damage.NONE));
    Map<FileId, Path> files = DataFiles.find(directories);
    // All are asked before any is cut: an exemption may look at other files.
    Map<Path, Exemption> exempt = exempt(files.values());
    files.forEach(
        (id, path) -> {
          Exemption exemption = exempt.get(path);
          Strike.Damage one =
              exemption == null
                  ? cut(path, model.of(id), mapped.contains(id))
                  : left(path, exemption);
          damage.merge(owner(path, servers), one, Strike.Damage::plus);
        });
    return damage;
  }

  private Map<Path, Exemption> exempt(Collection<Path> files) {
    Map<Path, Exemption> exempt = new TreeMap<>();
    for (Path file : files) {
      exemptions.stream()
          .filter(exemption -> exemption.covers().test(file))
          .findFirst()
          .ifPresent(exemption -> exempt.put(file, exemption));
    }
    return exempt;
  }

  private static Strike.Damage cut(Path path, LossModel.OnDisk disk, boolean mapped) {
    long taken = DataFiles.cut(path, disk);
    return new Strike.Damage(1, taken > 0 ? 1 : 0, taken, mapped ? 1 : 0, new TreeMap<>(), 0);
  }

  private static Strike.Damage left(Path path, Exemption exemption) {
    long size = DataFiles.stat(path).map(FileId.Stat::size).orElse(0L);
    return new Strike.Damage(1, 0, 0, 0, new TreeMap<>(Map.of(exemption.reason(), 1L)), size);
  }

  private static String owner(Path path, List<LocalServer> servers) {
    return servers.stream()
        .filter(server -> path.startsWith(DataFiles.real(server.spec().workingDirectory())))
        .map(LocalServer::id)
        .findFirst()
        .orElse(Strike.OTHERS);
  }

  private static void create(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UnavailableException("directory " + directory + " cannot be created: " + e, e);
    }
  }
}
