/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import org.jspecify.annotations.Nullable;

/**
 * Device and inode: a file whatever its name. No record, whose methods would be made by
 * bootstrapping.
 */
final class FileKey {
  private final long device;
  private final long inode;

  FileKey(long device, long inode) {
    this.device = device;
    this.inode = inode;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileKey key && key.device == device && key.inode == inode;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(device * 31 + inode);
  }

  @Override
  public String toString() {
    return device + ":" + inode;
  }
}
