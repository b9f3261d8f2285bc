/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

/**
 * What a thread has used.
 *
 * @param name of the thread
 * @param role what it does
 * @param cpuNs on a CPU
 * @param waitNs ready to run, but waiting for a CPU
 */
public record ThreadUsage(String name, ThreadRole role, long cpuNs, long waitNs) {

  /** What it used since an earlier reading of the same thread. */
  public ThreadUsage since(ThreadUsage earlier) {
    if (!earlier.name.equals(name) || earlier.role != role) {
      throw new IllegalArgumentException(name + " since " + earlier.name);
    }
    return new ThreadUsage(name, role, cpuNs - earlier.cpuNs, waitNs - earlier.waitNs);
  }
}
