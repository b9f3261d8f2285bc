/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import io.weir.spi.ServerSpec;
import io.weir.spi.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Class-data archives of server JVMs, kept between runs: a JVM that maps one starts in about two
 * thirds of the time. There is one for each class path, Java and main class, made once from a
 * server that has run, after everything was measured; no server that is measured ever makes one.
 * Whatever goes wrong only costs the time that an archive would have saved.
 *
 * <p>The JVM itself compares an archive with its jars and with its Java, and runs without one that
 * does not fit.
 *
 * <p>Thread contract: {@link #amend} by any thread; {@link #save} by one; {@link #stop} by any,
 * also meanwhile; {@link #close} when the servers are gone.
 */
public final class SharedClasses implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SharedClasses.class.getName());
  private static final Duration SAVE_LIMIT = Duration.ofSeconds(30);

  /** Several times what an archive needs, at each place that it passes. */
  private static final long LEAST_FREE_BYTES = 1L << 30;

  /** Enough for the servers of a few systems in two versions; beyond it the oldest go. */
  private static final int MOST_KEPT = 12;

  /** No archive takes so long to copy: what is older was left by a harness that was killed. */
  private static final Duration COPY_LIMIT = Duration.ofHours(1);

  private static final String SUFFIX = ".jsa";
  private static final int KEY_DIGITS = 32;

  /** With these the user has decided, or the JVM cannot be asked. */
  private static final List<String> LEFT_ALONE =
      List.of(
          "-Xshare",
          "-XX:SharedArchiveFile",
          "-XX:ArchiveClassesAtExit",
          "-XX:+DisableAttachMechanism",
          "-Xrs",
          "-XX:+ReduceSignalUsage");

  private final Path directory;
  private final List<Path> unfinished = new ArrayList<>();
  private @Nullable Thread saver;
  private boolean stopped;

  /**
   * @param directory where archives are kept; made when there is one to keep
   */
  public SharedClasses(Path directory) {
    this.directory = directory;
  }

  /**
   * Where they are kept unless told otherwise: {@code weir/classes} under {@code $XDG_CACHE_HOME},
   * or under {@code ~/.cache}.
   *
   * @param environment the process's variables
   */
  public static Path defaultDirectory(Map<String, String> environment) {
    return MavenArtifacts.defaultCacheDirectory(environment).resolveSibling("classes");
  }

  /**
   * The specification with the flag that maps an archive, where there is one; one made for another
   * main class of the same class path is better than none.
   */
  public ServerSpec amend(ServerSpec spec) {
    if (!(spec instanceof ServerSpec.Jvm jvm) || !mayShare(jvm)) {
      return spec;
    }
    return archiveFor(jvm).<ServerSpec>map(archive -> with(jvm, archive)).orElse(spec);
  }

  /**
   * Makes the archives that the host's living servers lack: once for those that are alike, within
   * half a minute each, and not where a disk is nearly full. Never fails. To be called when nothing
   * is measured any more and the servers are about to be stopped.
   *
   * @param stage told in a few words what is being done
   */
  public void save(LocalHost host, Consumer<String> stage) {
    synchronized (this) {
      if (stopped) {
        return;
      }
      saver = Thread.currentThread();
    }
    try {
      saveEach(host, stage);
    } finally {
      synchronized (this) {
        saver = null;
        if (stopped) {
          // What follows, undoing the run, must not be cut short.
          boolean unused = Thread.interrupted();
        }
      }
    }
  }

  /** Ends {@link #save} soon; nothing is saved any more. */
  public synchronized void stop() {
    stopped = true;
    if (saver != null) {
      saver.interrupt();
    }
  }

  /** Removes what a saving that was cut short has left. */
  @Override
  public void close() {
    unfinished.forEach(SharedClasses::removeTraces);
  }

  private void saveEach(LocalHost host, Consumer<String> stage) {
    Set<Path> seen = new HashSet<>();
    for (LocalServer server : host.servers()) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      if (server.alive() && server.spec() instanceof ServerSpec.Jvm jvm) {
        try {
          save(host, server, jvm, seen, stage);
        } catch (IOException | UncheckedIOException | UnavailableException e) {
          LOG.log(System.Logger.Level.INFO, "class data of " + server.id() + " not saved", e);
        }
      }
    }
  }

  private void save(
      LocalHost host,
      LocalServer server,
      ServerSpec.Jvm jvm,
      Set<Path> seen,
      Consumer<String> stage)
      throws IOException {
    ServerSpec.Jvm plain = without(jvm);
    Path archive = own(jvm);
    Path jcmd = home(jvm).resolve("bin").resolve("jcmd");
    if (!mayShare(plain)
        || !seen.add(archive)
        || Files.exists(archive)
        || !Files.isExecutable(jcmd)) {
      return;
    }
    Files.createDirectories(directory);
    if (!Files.isWritable(directory)
        || free(directory) < LEAST_FREE_BYTES
        || free(jvm.workingDirectory()) < LEAST_FREE_BYTES) {
      return;
    }
    stage.accept("saving class data of " + server.id() + " for faster starts");
    // The JVM starts a child for it, in the server's process group, which ends with the server.
    Path dumped = jvm.workingDirectory().resolve("class-data-" + server.pid() + SUFFIX);
    unfinished.add(dumped);
    host.run(
        new ServerSpec.Native(
            server.id() + "-classes",
            "class data",
            jcmd,
            List.of(
                Long.toString(server.pid()),
                "VM.cds",
                "static_dump",
                dumped.getFileName().toString()),
            Map.of(),
            jvm.workingDirectory()),
        SAVE_LIMIT);
    keep(dumped, archive);
    removeTraces(dumped);
  }

  private void keep(Path dumped, Path archive) throws IOException {
    Path copy = Files.createTempFile(directory, "copy", ".tmp");
    try {
      // The JVM does not check an archive's content: after a crash it is whole or not there.
      try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        Files.copy(dumped, Channels.newOutputStream(channel));
        channel.force(true);
      }
      Files.move(
          copy, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(copy);
    }
    prune();
  }

  private void prune() throws IOException {
    Instant oldest = Instant.now().minus(COPY_LIMIT);
    for (Path copy : list(directory, "*.tmp")) {
      if (modified(copy).isBefore(oldest)) {
        Files.deleteIfExists(copy);
      }
    }
    List<Path> archives = list(directory, "*" + SUFFIX);
    archives.sort(Comparator.comparing(SharedClasses::modified).reversed());
    for (Path old : archives.subList(Math.min(MOST_KEPT, archives.size()), archives.size())) {
      Files.deleteIfExists(old);
    }
  }

  /** The dump, and what the JVM that makes it writes beside it. */
  private static void removeTraces(Path dumped) {
    // Never without a parent: it lies in a working directory.
    Path place = dumped.resolve("..").normalize();
    try {
      Files.deleteIfExists(dumped);
      Files.deleteIfExists(dumped.resolveSibling(dumped.getFileName() + ".classlist"));
      for (Path output : list(place, "java_pid*_std{out,err}")) {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.INFO, "class data not removed from " + place, e);
    }
  }

  private static List<Path> list(Path directory, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> each = Files.newDirectoryStream(directory, glob)) {
      each.forEach(found::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      // Another harness has just removed it.
      return Instant.EPOCH;
    }
  }

  private static long free(Path directory) throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  private boolean mayShare(ServerSpec.Jvm jvm) {
    // A colon would make two archives of one path.
    return !jvm.classPath().isEmpty()
        && !directory.toString().contains(File.pathSeparator)
        && jvm.jvmFlags().stream().noneMatch(f -> LEFT_ALONE.stream().anyMatch(f::startsWith));
  }

  /** Where the archive of a server is kept, there or not. */
  Path own(ServerSpec.Jvm jvm) {
    return directory.resolve(name(jvm));
  }

  private Optional<Path> archiveFor(ServerSpec.Jvm jvm) {
    Path own = own(jvm);
    if (Files.isRegularFile(own)) {
      return Optional.of(own);
    }
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try {
      return list(directory, key(jvm) + "-*" + SUFFIX).stream().sorted().findFirst();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.INFO, "class data in " + directory + " cannot be used", e);
      return Optional.empty();
    }
  }

  private ServerSpec.Jvm with(ServerSpec.Jvm jvm, Path archive) {
    List<String> flags = new ArrayList<>();
    flags.add(flag(archive));
    flags.addAll(jvm.jvmFlags());
    return flagged(jvm, flags);
  }

  /** Without the flag that was added here. */
  private ServerSpec.Jvm without(ServerSpec.Jvm jvm) {
    return flagged(
        jvm,
        jvm.jvmFlags().stream()
            .filter(f -> !f.startsWith(flag(directory) + File.separator))
            .toList());
  }

  private static String flag(Path archive) {
    return "-XX:SharedArchiveFile=" + archive;
  }

  private static ServerSpec.Jvm flagged(ServerSpec.Jvm jvm, List<String> flags) {
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

  private static String name(ServerSpec.Jvm jvm) {
    return key(jvm) + "-" + jvm.mainClass().replaceAll("[^A-Za-z0-9._-]", "_") + SUFFIX;
  }

  /** Of all that the JVM compares, so that an archive that it would refuse is not offered again. */
  private static String key(ServerSpec.Jvm jvm) {
    Path home = home(jvm);
    List<String> parts = new ArrayList<>();
    parts.add(identity(home.resolve("release")));
    parts.add(identity(home.resolve("lib").resolve("modules")));
    jvm.classPath().forEach(jar -> parts.add(identity(jar)));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, KEY_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has it.
      throw new IllegalStateException(e);
    }
  }

  private static Path home(ServerSpec.Jvm jvm) {
    return jvm.javaHome().orElseGet(() -> Path.of(System.getProperty("java.home")));
  }

  private static String identity(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return file + " " + attributes.size() + " " + attributes.lastModifiedTime().toMillis();
    } catch (IOException e) {
      return file + " is not there";
    }
  }
}
