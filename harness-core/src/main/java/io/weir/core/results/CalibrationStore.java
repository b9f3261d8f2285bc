/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps calibrations of this machine, one file per kind of host. A calibration holds for the same
 * harness and Java only. Immutable; writing replaces a file at once.
 */
public final class CalibrationStore {
  private final Path directory;
  private final ObjectMapper json = Json.mapper();

  /**
   * @param directory where the files are; made when the first is written
   */
  public CalibrationStore(Path directory) {
    this.directory = directory;
  }

  /**
   * Where they are unless told otherwise: {@code weir/calibrations} under {@code $XDG_CACHE_HOME},
   * or under {@code ~/.cache}.
   *
   * @param environment the process's variables
   */
  public static Path defaultDirectory(Map<String, String> environment) {
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG specification: a relative path is to be ignored.
    Path cache =
        base.startsWith("/") ? Path.of(base) : Path.of(System.getProperty("user.home"), ".cache");
    return cache.resolve("weir").resolve("calibrations");
  }

  /** The file of a kind of host. */
  public Path file(String fingerprint) {
    return directory.resolve(fingerprint + ".json");
  }

  /**
   * The calibration that holds for a host, this harness and this Java.
   *
   * @return empty if there is none, if it was made by another version, or if it cannot be read
   */
  public Optional<Calibration> find(String fingerprint, String harnessVersion, String javaVersion) {
    return read(file(fingerprint))
        .filter(c -> c.fingerprint().equals(fingerprint))
        .filter(c -> c.harnessVersion().equals(harnessVersion))
        .filter(c -> c.javaVersion().equals(javaVersion));
  }

  /** Whatever is in a file, if it is a calibration. */
  private Optional<Calibration> read(Path file) {
    try {
      return Optional.ofNullable(json.readValue(Files.readAllBytes(file), Calibration.class));
    } catch (IOException e) {
      // Damaged or of another time: as if there were none, and calibrating replaces it.
      return Optional.empty();
    }
  }

  /**
   * Keeps a calibration in place of the one before.
   *
   * @return the file
   * @throws UnavailableException if it cannot be written
   */
  public Path write(Calibration calibration) {
    Path file = file(calibration.fingerprint());
    try {
      Files.createDirectories(directory);
      Path beside = Files.createTempFile(directory, calibration.fingerprint(), ".tmp");
      Files.write(beside, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(calibration));
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw Lines.unwritable(file, e);
    }
  }
}
