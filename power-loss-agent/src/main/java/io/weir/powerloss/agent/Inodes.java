/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.io.FileDescriptor;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** The files that this JVM writes, and by which descriptors. Any thread. */
final class Inodes {
  private static final int STANDARD_STREAMS = 2;

  private final Map<FileKey, Inode> inodes = new HashMap<>();

  /** By identity: descriptors have no equality of their own. */
  private final Map<FileDescriptor, OpenFile> open = new WeakHashMap<>();

  /** Known from now on. */
  Inode of(FileKey key) {
    synchronized (inodes) {
      Inode inode = inodes.get(key);
      if (inode == null) {
        inode = new Inode(key);
        inodes.put(key, inode);
      }
      return inode;
    }
  }

  /** Another file than any before, even if its number is not known to be free again yet. */
  Inode anew(FileKey key) {
    synchronized (inodes) {
      Inode inode = new Inode(key);
      inodes.put(key, inode);
      return inode;
    }
  }

  /** Its number is free for another file, which may be known already. */
  void forget(Inode inode) {
    synchronized (inodes) {
      inodes.remove(inode.key, inode);
    }
  }

  /** What a descriptor leads to; null if it is closed or one of the standard streams. */
  @Nullable OpenFile of(FileDescriptor descriptor) throws IOException, Throwable {
    int number = Natives.number(descriptor);
    if (number <= STANDARD_STREAMS) {
      return null;
    }
    synchronized (open) {
      OpenFile known = open.get(descriptor);
      if (known != null && known.number == number) {
        return known;
      }
    }
    OpenFile found = OpenFile.of(number, this);
    synchronized (open) {
      open.put(descriptor, found);
    }
    return found;
  }
}
