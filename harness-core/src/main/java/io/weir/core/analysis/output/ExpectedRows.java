/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import io.weir.core.measure.ResultLog;
import io.weir.spi.ExpectedRow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Expected rows on their way from an oracle to a comparer: which of them are judged is known only
 * when all input has been read. In memory up to a budget, beyond it in a file.
 *
 * <p>Thread contract: {@link #accept} by one thread at a time, {@link #count} by any; {@link
 * #forEach} once nothing is added any more.
 */
public final class ExpectedRows implements Consumer<ExpectedRow>, AutoCloseable {
  private final Codec.OfWanted codec = new Codec.OfWanted();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final ResultLog log;

  /** Takes rows that are read. */
  public interface Reader {
    /** One row. */
    void row(ExpectedRow row) throws IOException;
  }

  /**
   * None yet.
   *
   * @param file made when it is needed, removed by {@link #close}; must not be there
   * @param memoryBytes that rows may take before they go to the file
   */
  public ExpectedRows(Path file, long memoryBytes) {
    this.log = new ResultLog(file, memoryBytes);
  }

  @Override
  public void accept(ExpectedRow row) {
    bytes.reset();
    try {
      codec.write(new Wanted(row, false, 0), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    log.append(null, ByteBuffer.wrap(bytes.toByteArray()), 0);
  }

  /** How many there are so far. */
  public long count() {
    return log.records();
  }

  /**
   * Gives all rows in the order in which they were added.
   *
   * @throws IOException if a file could not be written or cannot be read
   */
  public void forEach(Reader to) throws IOException {
    if (log.failure().isPresent()) {
      throw log.failure().get();
    }
    log.read((key, value, atNs) -> to.row(row(value)));
  }

  private ExpectedRow row(byte @Nullable [] value) throws IOException {
    if (value == null) {
      throw new IOException("an expected row is empty");
    }
    return codec.read(new DataInputStream(new ByteArrayInputStream(value))).expected();
  }

  /**
   * Forgets all rows and removes the file.
   *
   * @throws IOException if it cannot be removed
   */
  @Override
  public void close() throws IOException {
    log.close();
  }
}
