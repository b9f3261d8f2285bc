/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Writes traces by hand, a list of lines for each file. */
record TraceDirectory(Path path) {
  static String job(long timeUs, long jobId) {
    return timeUs + ",," + jobId + ",0,user,1,name,logical";
  }

  static String task(long timeUs, long jobId, long index) {
    return timeUs + ",," + jobId + "," + index + ",,0,user,1,9,0.25,0.5,1e-05,0";
  }

  /** Writes the parts of a table; those with an even number zipped. */
  TraceDirectory with(TraceTable table, List<List<String>> parts) {
    for (int p = 0; p < parts.size(); p++) {
      write(
          table,
          p,
          p % 2 == 0,
          String.join("\n", parts.get(p)) + (parts.get(p).isEmpty() ? "" : "\n"));
    }
    return this;
  }

  Path write(TraceTable table, int part, boolean zipped, String text) {
    Path file =
        path.resolve(table.directory())
            .resolve(
                String.format(Locale.ROOT, "part-%05d-of-00500.csv%s", part, zipped ? ".gz" : ""));
    try {
      Files.createDirectories(file.getParent());
      try (OutputStream plain = Files.newOutputStream(file);
          OutputStream out = zipped ? new GZIPOutputStream(plain) : plain) {
        out.write(text.getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }
}
