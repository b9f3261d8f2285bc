/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import io.weir.spi.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A new file that grows by whole pieces: what is written stays in memory until {@link #commit}
 * hands it to the operating system. A piece that a full disk takes only a part of is taken back,
 * and nothing is written after it, so the file always ends with a whole piece.
 *
 * <p>Not thread-safe.
 */
final class GrowingFile extends OutputStream {
  private final Path file;
  private final FileChannel channel;
  private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
  private long bytes;
  private @Nullable IOException refusal;

  /**
   * @throws UnavailableException if it cannot be made or is there already
   */
  GrowingFile(Path file) {
    this.file = file;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw Lines.unwritable(file, e);
    }
  }

  @Override
  public void write(int b) {
    piece.write(b);
  }

  @Override
  public void write(byte[] b, int offset, int length) {
    piece.write(b, offset, length);
  }

  /**
   * Hands the piece to the operating system.
   *
   * @throws UnavailableException if it cannot be written, or an earlier one could not
   */
  void commit() {
    if (refusal != null) {
      throw Lines.unwritable(file, refusal);
    }
    ByteBuffer next = ByteBuffer.wrap(piece.toByteArray());
    piece.reset();
    try {
      while (next.hasRemaining()) {
        channel.write(next);
      }
      bytes += next.limit();
    } catch (IOException e) {
      refusal = e;
      takeBack(e);
      throw Lines.unwritable(file, e);
    }
  }

  private void takeBack(IOException refused) {
    try {
      channel.truncate(bytes);
    } catch (IOException e) {
      // Then its last line has no end, and readers leave it out.
      refused.addSuppressed(e);
    }
  }

  /** Closes; a piece that was not committed is dropped. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw Lines.unwritable(file, e);
    }
  }
}
