/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * A stream engine plugin's service. What is here is asked before anything starts; it is found and
 * called as {@link SystemPlugin} says.
 */
public interface EngineAdapter extends SystemPlugin {
  /**
   * Whether the engine can do what is asked. Pure: the answer depends on the request alone. A
   * reason reads as a clause of its own, such as "there is no Pulsar connector for Arroyo".
   *
   * @param request what is settled so far; a part that is not is not to be judged
   */
  Support supports(EngineRequest request);
}
