/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

/**
 * A process to sample.
 *
 * @param pid of the operating system
 * @param entity its name in results, as {@code harness} or {@code broker-1}
 */
public record SampledProcess(long pid, String entity) {

  /** The process this runs in. */
  public static SampledProcess own(String entity) {
    return new SampledProcess(ProcessHandle.current().pid(), entity);
  }
}
