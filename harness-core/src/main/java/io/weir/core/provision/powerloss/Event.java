/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import java.util.Set;

/** What happened to a file, as the agent recorded it. */
sealed interface Event {
  /** The end of a range that has none. */
  long TO_THE_END = Long.MAX_VALUE;

  /** When: {@link System#nanoTime}, which all processes of a machine share. Unique within a log. */
  long stamp();

  FileId file();

  /** It was opened and is empty: new, or emptied by being opened. */
  record Fresh(long stamp, FileId file) implements Event {}

  /**
   * Bytes that the file had are about to be written over.
   *
   * @param from of the first byte
   * @param length how many
   * @param before what they were
   */
  record Overwritten(long stamp, FileId file, long from, long length, Before before)
      implements Event {}

  /**
   * A range was forced to disk, successfully.
   *
   * @param begun stamp of the beginning: what was written later need not be on disk
   * @param size of the file when it began, in bytes
   * @param from where the range begins
   * @param to where it ends, exclusive; {@link #TO_THE_END} for all
   * @param except stamps of the overwritings that were under way when it began
   */
  record Forced(
      long stamp, FileId file, long begun, long size, long from, long to, Set<Long> except)
      implements Event {
    public Forced {
      except = Set.copyOf(except);
    }
  }

  /** Its size was set. */
  record Resized(long stamp, FileId file, long size) implements Event {}

  /**
   * Its last name was removed, or given to another file.
   *
   * @param begun a stamp from before: what was new since then is another file with its number
   */
  record Gone(long stamp, FileId file, long begun) implements Event {}

  /** It was known to be on disk as it was, whatever had been recorded before. */
  record Durable(long stamp, FileId file, long size) implements Event {}
}
