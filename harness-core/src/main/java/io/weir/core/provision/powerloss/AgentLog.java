/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads the record of one JVM, a line for each event: a stamp, a word, its arguments, and the
 * CRC-32 of all that, in hexadecimal, separated by blanks.
 *
 * <pre>
 * begin FORMAT PID JAVA         the agent begins
 * test passed|failed [WHY]      its self-test
 * new FILE                      opened and empty
 * over FILE FROM LENGTH BEFORE  about to be written over; BEFORE in Base64, or - for zeros
 * force FILE BEGUN SIZE FROM TO EXCEPT
 *                               forced; TO is -1 for the end; EXCEPT: stamps, commas between, or -
 * size FILE SIZE                set to a size
 * gone FILE BEGUN               removed; BEGUN is from before
 * fault WHAT                    the agent failed at something
 * </pre>
 *
 * FILE is device and inode with a colon between, numbers are decimal.
 *
 * <p>An overwriting is recorded before it happens and all else after it happened, before the server
 * is told. So a last line that a kill cut short may be left out: what it would have told either did
 * not happen or is not known to anybody.
 *
 * <p>One thread.
 */
final class AgentLog implements AutoCloseable {
  static final int FORMAT = 1;

  private static final int CHECKSUM_DIGITS = 8;
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final InputStream in;
  private final List<String> anomalies = new ArrayList<>();
  private long lineNumber;
  private long lastStamp = Long.MIN_VALUE;
  private boolean begun;
  private boolean passed;
  private boolean torn;

  AgentLog(Path file) throws IOException {
    this.file = file;
    this.in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
  }

  /**
   * The next event.
   *
   * @return null at the end, or where the rest cannot be read
   */
  @Nullable Event next() throws IOException {
    while (true) {
      byte[] line = line();
      if (line == null) {
        return null;
      }
      lineNumber++;
      try {
        Event event = parse(line);
        if (event != null) {
          return event;
        }
      } catch (IllegalArgumentException e) {
        anomalies.add(file + " is damaged in line " + lineNumber + ": " + e.getMessage());
        return null;
      }
    }
  }

  /** What makes findings void; complete once {@link #next} has given all events. */
  List<String> anomalies() {
    List<String> all = new ArrayList<>(anomalies);
    if (!begun) {
      all.add(file + " does not begin as a record of the power-loss agent");
    } else if (!passed) {
      all.add(file + " says of no self-test that it passed");
    }
    return all;
  }

  /** Whether the last line was cut short, which is no anomaly. */
  boolean torn() {
    return torn;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Without its end; null at the end, where what has no end is left out. */
  private byte @Nullable [] line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = in.read();
    }
    if (next >= 0) {
      return line.toByteArray();
    }
    torn = line.size() > 0;
    return null;
  }

  private @Nullable Event parse(byte[] line) {
    String text = checked(line);
    String[] words = text.split(" ", -1);
    long stamp = Long.parseLong(words[0]);
    if (stamp <= lastStamp) {
      throw new IllegalArgumentException("it is not later than the line before");
    }
    lastStamp = stamp;
    switch (word(words, 1)) {
      case "begin" -> {
        if (!word(words, 2).equals(Integer.toString(FORMAT))) {
          throw new IllegalArgumentException("format " + word(words, 2) + " is unknown");
        }
        begun = true;
        passed = false;
        return null;
      }
      case "test" -> {
        passed = word(words, 2).equals("passed");
        if (!passed) {
          anomalies.add(file + ": the agent's self-test failed: " + after(text, 3));
        }
        return null;
      }
      case "fault" -> {
        anomalies.add(file + ": the agent failed: " + after(text, 2));
        return null;
      }
      default -> {
        return event(stamp, words);
      }
    }
  }

  private static Event event(long stamp, String[] words) {
    FileId id = id(word(words, 2));
    return switch (words[1]) {
      case "new" -> new Event.Fresh(stamp, id);
      case "gone" -> new Event.Gone(stamp, id, number(words, 3));
      case "size" -> new Event.Resized(stamp, id, number(words, 3));
      case "over" -> overwritten(stamp, id, words);
      case "force" -> {
        long to = number(words, 6);
        yield new Event.Forced(
            stamp,
            id,
            number(words, 3),
            number(words, 4),
            number(words, 5),
            to < 0 ? Event.TO_THE_END : to,
            stamps(word(words, 7)));
      }
      default -> throw new IllegalArgumentException("the word " + words[1] + " is unknown");
    };
  }

  private static Event overwritten(long stamp, FileId id, String[] words) {
    long from = number(words, 3);
    long length = number(words, 4);
    String text = word(words, 5);
    if (text.equals("-")) {
      return new Event.Overwritten(stamp, id, from, length, Before.ZEROS);
    }
    byte[] before = Base64.getDecoder().decode(text);
    if (before.length != length) {
      throw new IllegalArgumentException(before.length + " bytes instead of " + length);
    }
    return new Event.Overwritten(stamp, id, from, length, Before.of(from, before));
  }

  private static Set<Long> stamps(String text) {
    Set<Long> stamps = new HashSet<>();
    if (!text.equals("-")) {
      for (String stamp : text.split(",", -1)) {
        stamps.add(Long.parseLong(stamp));
      }
    }
    return stamps;
  }

  /** The line without its checksum. */
  private static String checked(byte[] line) {
    int end = line.length - CHECKSUM_DIGITS - 1;
    if (end < 1 || line[end] != ' ') {
      throw new IllegalArgumentException("it has no checksum");
    }
    CRC32 crc = new CRC32();
    crc.update(line, 0, end);
    String stated = new String(line, end + 1, CHECKSUM_DIGITS, StandardCharsets.ISO_8859_1);
    if (crc.getValue() != Long.parseLong(stated, 16)) {
      throw new IllegalArgumentException("its checksum is wrong");
    }
    return new String(line, 0, end, StandardCharsets.UTF_8);
  }

  private static FileId id(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(text + " names no file");
    }
    return new FileId(
        Long.parseLong(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
  }

  private static long number(String[] words, int index) {
    return Long.parseLong(word(words, index));
  }

  private static String word(String[] words, int index) {
    if (index >= words.length) {
      throw new IllegalArgumentException("it has too few words");
    }
    return words[index];
  }

  /** All from a word on. */
  private static String after(String text, int words) {
    String[] parts = text.split(" ", words + 1);
    return parts.length > words ? parts[words] : "";
  }
}
