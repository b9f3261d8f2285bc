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
import java.util.regex.Pattern;

/** What a child process wrote. Any thread. */
final class LogFile {
  /** More than any sensible number of last lines needs; a log may have gigabytes. */
  private static final int TAIL_BYTES = 256 << 10;

  private static final int SEARCHED_LINES = 500;
  private static final int QUOTED_LINES = 10;
  private static final Pattern FRAME = Pattern.compile("^\\s+(at [\\w.$/<>]+|\\.{3} \\d+ more)");

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

  /**
   * For the end of a message: where the log is and its last lines, each on a line of its own; of a
   * stack trace what was thrown, since its frames would push out the reason.
   */
  static String quote(Path log) {
    List<String> said =
        tail(log, SEARCHED_LINES).stream().filter(line -> !FRAME.matcher(line).find()).toList();
    List<String> lines = said.subList(Math.max(0, said.size() - QUOTED_LINES), said.size());
    return lines.isEmpty()
        ? "; its log " + log + " is empty"
        : "; the last lines of " + log + ":\n  " + String.join("\n  ", lines);
  }
}
