/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The directory of one run and where things are in it. Immutable; safe for use by any thread.
 *
 * @param path the directory
 */
public record RunDirectory(Path path) {
  /** Where each of {@link #servers} keeps what it stores. */
  static final String STORED = "data";

  /** Room for what a run must still write when its disk is full: far more than it ever needs. */
  private static final int RESERVE_BYTES = 1 << 20;

  /**
   * Makes the run's directory below {@code parent}, which is made too if it is not there, with a
   * reserve of space in it.
   *
   * @throws SettingException if nothing can be written there
   * @throws UnavailableException if a run of this id is there already, or the disk is full; nothing
   *     is left then
   */
  public static RunDirectory create(Path parent, RunIdentity identity) {
    return create(parent, identity, directory -> List.of(directory.ledger(), directory.servers()));
  }

  /**
   * Makes a directory whose runs are {@link #part parts} of it: of its own it has logs alone.
   *
   * @throws SettingException as {@link #create(Path, RunIdentity)}
   * @throws UnavailableException as {@link #create(Path, RunIdentity)}
   */
  public static RunDirectory createForParts(Path parent, RunIdentity identity) {
    return create(parent, identity, directory -> List.of());
  }

  /** Removes the directory of a run that was never begun, with all that is in it. */
  public void discard() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw Lines.unwritable(path, e);
    }
  }

  private static RunDirectory create(
      Path parent, RunIdentity identity, Function<RunDirectory, List<Path>> within) {
    Path path = parent.resolve(identity.runId());
    try {
      Files.createDirectories(parent);
    } catch (IOException e) {
      throw refusal(parent, e);
    }
    try {
      Files.createDirectory(path);
    } catch (FileAlreadyExistsException e) {
      throw new UnavailableException(
          "the run's directory is there already: " + path + "; move it away or run again", e);
    } catch (IOException e) {
      throw refusal(parent, e);
    }
    RunDirectory directory = new RunDirectory(path);
    try {
      Files.createDirectory(directory.logs());
      for (Path each : within.apply(directory)) {
        Files.createDirectory(each);
      }
      directory.makeReserve();
    } catch (IOException e) {
      directory.removeUnused();
      throw refusal(path, e);
    }
    return directory;
  }

  /** Not zeros: some file systems keep those without a block. */
  private void makeReserve() throws IOException {
    byte[] bytes = new byte[RESERVE_BYTES];
    new SplittableRandom(1).nextBytes(bytes);
    try (FileChannel channel =
        FileChannel.open(reserve(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      // Blocks that are only promised are no reserve.
      channel.force(true);
    }
  }

  private void removeUnused() {
    try {
      for (Path each : List.of(reserve(), logs(), ledger(), servers(), path)) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      // What is left is empty; the error that led here is the one to be told.
      return;
    }
  }

  /**
   * Gives the reserve of space free, for what is written next.
   *
   * @return whether there was one
   */
  public boolean releaseReserve() {
    try {
      return Files.deleteIfExists(reserve());
    } catch (IOException e) {
      return false;
    }
  }

  private Path reserve() {
    return path.resolve("reserve");
  }

  /** Mount point and device of the disk that this directory is on, if that disk is full. */
  public Optional<String> fullDisk() {
    return Lines.fullDisk(path);
  }

  /** Something below this directory that could not be written, in one line for a person. */
  public UnavailableException unwritable(UncheckedIOException failure) {
    return failure.getCause() instanceof FileSystemException system && system.getFile() != null
        ? Lines.unwritable(Path.of(system.getFile()), system)
        : Lines.unwritable(path, Objects.requireNonNullElse(failure.getCause(), failure));
  }

  private static RuntimeException refusal(Path directory, IOException e) {
    if (Lines.isFull(directory, e)) {
      return Lines.unwritable(directory, e);
    }
    SettingException refused =
        new SettingException(
            "--results",
            directory.toString(),
            "a directory that can be written to (" + why(e) + ")",
            "choose another or change its permissions");
    refused.initCause(e);
    return refused;
  }

  private static String why(IOException e) {
    return e instanceof FileAlreadyExistsException ? "it is a file" : Lines.reason(e);
  }

  /** The run's id. */
  public String runId() {
    return path.toAbsolutePath().normalize().getFileName().toString();
  }

  /** Logs of the harness and of every server. */
  public Path logs() {
    return path.resolve("logs");
  }

  /** The delivery ledger's sets. */
  public Path ledger() {
    return path.resolve("ledger");
  }

  /** Configuration and data of local servers. */
  public Path servers() {
    return path.resolve("servers");
  }

  /** What each file was when the run had ended. */
  public Path checksums() {
    return path.resolve("SHA256SUMS");
  }

  /** What is there before run.json is. */
  Set<Path> madeFirst() {
    Path beside = runJson().resolveSibling(runJson().getFileName() + ".tmp");
    return Set.of(
        logs(), ledger(), servers(), reserve(), runFile(), beside, trace(true), trace(false));
  }

  /** What was run, on what, and what came of it. */
  public Path runJson() {
    return path.resolve("run.json");
  }

  /** What was promised of faults, and what came of it; only of a verification. */
  public Path durabilityJson() {
    return path.resolve("durability.json");
  }

  /**
   * Makes a directory of the same kind within this one, for one part of a verification.
   *
   * @throws UnavailableException if it cannot be made
   */
  public RunDirectory part(String name) {
    RunDirectory part = new RunDirectory(path.resolve(name));
    try {
      for (Path each : List.of(part.path(), part.logs(), part.ledger(), part.servers())) {
        Files.createDirectory(each);
      }
    } catch (IOException e) {
      throw Lines.unwritable(part.path(), e);
    }
    return part;
  }

  /** Everything the run was set to, for {@code harness run --config}. */
  public Path runFile() {
    return path.resolve("run.yaml");
  }

  /**
   * Writes {@link #runFile}.
   *
   * @param lines of YAML, secrets masked
   * @throws UnavailableException if it cannot be written
   */
  public void writeRunFile(List<String> lines) {
    List<String> all = new ArrayList<>();
    all.add("# Everything that this run was set to; harness run --config repeats it.");
    all.addAll(lines);
    try {
      Files.write(runFile(), all);
    } catch (IOException e) {
      throw Lines.unwritable(runFile(), e);
    }
  }

  private Path trace(boolean json) {
    return path.resolve(json ? "trace.json" : "trace.csv");
  }

  /**
   * Keeps a copy of the trace that the run follows.
   *
   * @return the copy's name in this directory
   * @throws UnavailableException if it cannot be written
   */
  public String keepTrace(Path source) {
    Path copy = trace(source.toString().toLowerCase(Locale.ROOT).endsWith(".json"));
    try {
      Files.copy(source, copy);
    } catch (IOException e) {
      throw Lines.unwritable(copy, e);
    }
    return copy.getFileName().toString();
  }

  /** The standard histogram log. */
  public Path latencyLog() {
    return path.resolve("latency.hlog");
  }

  /** Of an engine's answers, a standard histogram log too; only of runs with an engine. */
  public Path engineLog() {
    return path.resolve("engine.hlog");
  }

  /** An engine's answers, second by second; only of runs with an engine. */
  public Path engineCsv() {
    return path.resolve("engine.csv");
  }

  /** A file that is needed while a run goes on, and removed at its end. */
  public Path passing(String name) {
    return path.resolve(name + ".tmp");
  }

  /** Percentiles of whole phases. */
  public Path percentilesCsv() {
    return path.resolve("percentiles.csv");
  }

  /** What became of the global order; only of workloads that have one. */
  public Path orderCsv() {
    return path.resolve("order.csv");
  }

  /** The load side, second by second. */
  public Path timeSeriesCsv() {
    return path.resolve("timeseries.csv");
  }

  /** Resources of every process, second by second. */
  public Path metricsCsv() {
    return path.resolve("metrics.csv");
  }

  /** The run in one row. */
  public Path summaryCsv() {
    return path.resolve("summary.csv");
  }
}
