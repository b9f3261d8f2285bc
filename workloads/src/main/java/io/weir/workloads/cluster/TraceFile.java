/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.cluster;

import io.weir.spi.SettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * One file of a trace.
 *
 * @param table that it is a part of
 * @param path of the file
 */
record TraceFile(TraceTable table, Path path) {
  static final String ZIPPED = ".gz";

  boolean zipped() {
    return path.toString().endsWith(ZIPPED);
  }

  /** Below the trace's directory. */
  String name() {
    return table.directory() + "/" + path.getFileName();
  }

  /** It cannot be read behind this line. */
  SettingException unreadable(long line, IOException e) {
    String reason = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    SettingException refused =
        new SettingException(
            ClusterTrace.PATH_SETTING,
            path.toString(),
            "a trace whose files can be read to their end",
            "get this file anew: " + reason + (line > 0 ? ", behind line " + line : ""));
    refused.initCause(e);
    return refused;
  }

  /** The time of a line is before that of the line before it. */
  SettingException outOfOrder(long line, long timeUs, long beforeUs) {
    return new SettingException(
        ClusterTrace.PATH_SETTING,
        path.toString(),
        "a trace whose files are each in the order of time",
        "line " + line + " has time " + timeUs + " after " + beforeUs + ": sort this file by time");
  }
}
