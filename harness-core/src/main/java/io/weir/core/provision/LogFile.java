/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What a child process wrote. Any thread. */
final class LogFile {
  /** More than any sensible number of last lines needs; a log may have gigabytes. */
  private static final int TAIL_BYTES = 256 << 10;

  private LogFile() {}

  /** The last lines, oldest first; none if there is no log or it cannot be read. */
  static List<String> tail(Path log, int lines) {
    String text;
    boolean cut;
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      long from = Math.max(0, channel.size() - TAIL_BYTES);
      cut = from > 0;
      ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - from));
      channel.position(from);
      int read = 0;
      while (bytes.hasRemaining() && read >= 0) {
        read = channel.read(bytes);
      }
      text = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      return List.of("(the log " + log + " cannot be read: " + e.getMessage() + ")");
    }
    List<String> all = text.lines().toList();
    int first = Math.max(cut && all.size() > 1 ? 1 : 0, all.size() - lines);
    return all.subList(first, all.size());
  }

  /** For the end of a message: where the log is and its last lines, each on a line of its own. */
  static String quote(Path log) {
    List<String> lines = tail(log, 10);
    return lines.isEmpty()
        ? "; its log " + log + " is empty"
        : "; the last lines of " + log + ":\n  " + String.join("\n  ", lines);
  }
}
