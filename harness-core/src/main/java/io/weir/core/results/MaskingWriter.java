/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.io.IOException;
import java.io.Writer;

/** Masks secrets in what it hands on, a line at a time. Any thread. */
final class MaskingWriter extends Writer {
  private final Secrets secrets;
  private final Writer to;
  private final StringBuilder line = new StringBuilder();

  MaskingWriter(Secrets secrets, Writer to) {
    this.secrets = secrets;
    this.to = to;
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    synchronized (lock) {
      line.append(text, from, length);
      int end = line.lastIndexOf("\n") + 1;
      if (end > 0) {
        to.write(secrets.masked(line.substring(0, end)));
        line.delete(0, end);
      }
    }
  }

  @Override
  public void flush() throws IOException {
    synchronized (lock) {
      to.write(secrets.masked(line.toString()));
      line.setLength(0);
      to.flush();
    }
  }

  @Override
  public void close() throws IOException {
    flush();
    to.close();
  }
}
