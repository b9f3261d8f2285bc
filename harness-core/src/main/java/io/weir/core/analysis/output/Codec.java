/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis.output;

import io.weir.spi.ExpectedRow;
import io.weir.spi.Row;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes items to a file and reads them again, as they were. */
interface Codec<T> {
  void write(T item, DataOutputStream to) throws IOException;

  T read(DataInputStream from) throws IOException;

  /** The row of an item. */
  Row row(T item);

  /** Expected rows. */
  final class OfWanted implements Codec<Wanted> {
    @Override
    public void write(Wanted item, DataOutputStream to) throws IOException {
      writeRow(item.expected().row(), to);
      to.writeLong(item.expected().anchorNs());
      to.writeLong(item.expected().fromMs());
      to.writeLong(item.expected().untilMs());
      to.writeBoolean(item.judged());
      to.writeLong(item.ordinal());
    }

    @Override
    public Wanted read(DataInputStream from) throws IOException {
      ExpectedRow expected =
          new ExpectedRow(readRow(from), from.readLong(), from.readLong(), from.readLong());
      return new Wanted(expected, from.readBoolean(), from.readLong());
    }

    @Override
    public Row row(Wanted item) {
      return item.expected().row();
    }
  }

  /** Changes that arrived. */
  final class OfCame implements Codec<Came> {
    private static final Change.Kind[] KINDS = Change.Kind.values();

    @Override
    public void write(Came item, DataOutputStream to) throws IOException {
      to.writeByte(item.change().kind().ordinal());
      writeRow(item.change().row(), to);
      to.writeLong(item.change().receivedNs());
      to.writeLong(item.ordinal());
    }

    @Override
    public Came read(DataInputStream from) throws IOException {
      Change change = new Change(KINDS[from.readByte()], readRow(from), from.readLong());
      return new Came(change, from.readLong());
    }

    @Override
    public Row row(Came item) {
      return item.change().row();
    }
  }

  private static void writeRow(Row row, DataOutputStream to) throws IOException {
    to.writeInt(row.size());
    for (int i = 0; i < row.size(); i++) {
      Object value = row.get(i);
      if (value == null) {
        to.writeByte('0');
      } else if (value instanceof Long number) {
        to.writeByte('l');
        to.writeLong(number);
      } else if (value instanceof Double number) {
        to.writeByte('d');
        to.writeDouble(number);
      } else if (value instanceof Boolean bool) {
        to.writeByte(bool ? 't' : 'f');
      } else {
        byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
        to.writeByte('s');
        to.writeInt(text.length);
        to.write(text);
      }
    }
  }

  private static Row readRow(DataInputStream from) throws IOException {
    @Nullable Object[] values = new @Nullable Object[from.readInt()];
    for (int i = 0; i < values.length; i++) {
      byte type = from.readByte();
      values[i] =
          switch (type) {
            case '0' -> null;
            case 'l' -> from.readLong();
            case 'd' -> from.readDouble();
            case 't' -> true;
            case 'f' -> false;
            case 's' -> new String(from.readNBytes(from.readInt()), StandardCharsets.UTF_8);
            default -> throw new IOException("no value begins with " + type);
          };
    }
    return Row.of(values);
  }
}
