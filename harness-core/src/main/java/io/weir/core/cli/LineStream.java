/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * Hands on whole lines, however they are written. Safe for use by any thread.
 *
 * <p>What is written after the last line end waits for the next, or for {@link #close}, which ends
 * the line: whoever draws below it would draw over half a line.
 */
final class LineStream extends OutputStream {
  private final Consumer<byte[]> lines;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

  /**
   * Hands on to {@code lines}.
   *
   * @param lines takes one or more lines with their line ends
   */
  LineStream(Consumer<byte[]> lines) {
    this.lines = lines;
  }

  @Override
  public synchronized void write(int b) {
    begun.write(b);
    if (b == '\n') {
      handOn();
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    int end = offset + length;
    while (end > offset && bytes[end - 1] != '\n') {
      end--;
    }
    begun.write(bytes, offset, end - offset);
    if (end > offset) {
      handOn();
    }
    begun.write(bytes, end, offset + length - end);
  }

  @Override
  public synchronized void close() {
    if (begun.size() > 0) {
      begun.write('\n');
    }
    handOn();
  }

  private void handOn() {
    if (begun.size() > 0) {
      byte[] whole = begun.toByteArray();
      begun.reset();
      lines.accept(whole);
    }
  }
}
