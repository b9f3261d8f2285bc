/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The directory of one run and where things are in it. Immutable; safe for use by any thread.
 *
 * @param path the directory
 */
public record RunDirectory(Path path) {
  /**
   * Makes the run's directory below {@code parent}, which is made too if it is not there.
   *
   * @throws SettingException if nothing can be written there
   * @throws UnavailableException if a run of this id is there already
   */
  public static RunDirectory create(Path parent, RunIdentity identity) {
    Path path = parent.resolve(identity.runId());
    try {
      Files.createDirectories(parent);
    } catch (IOException e) {
      throw notWritable(parent, e);
    }
    try {
      Files.createDirectory(path);
    } catch (FileAlreadyExistsException e) {
      throw new UnavailableException(
          "the run's directory is there already: " + path + "; move it away or run again", e);
    } catch (IOException e) {
      throw notWritable(parent, e);
    }
    RunDirectory directory = new RunDirectory(path);
    try {
      Files.createDirectory(directory.logs());
      Files.createDirectory(directory.ledger());
      Files.createDirectory(directory.servers());
    } catch (IOException e) {
      throw notWritable(path, e);
    }
    return directory;
  }

  private static SettingException notWritable(Path directory, IOException e) {
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
    if (e instanceof AccessDeniedException) {
      return "access denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "it is a file";
    }
    return Lines.reason(e);
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

  /** What was run, on what, and what came of it. */
  public Path runJson() {
    return path.resolve("run.json");
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

  /** The standard histogram log. */
  public Path latencyLog() {
    return path.resolve("latency.hlog");
  }

  /** Percentiles of whole phases. */
  public Path percentilesCsv() {
    return path.resolve("percentiles.csv");
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
