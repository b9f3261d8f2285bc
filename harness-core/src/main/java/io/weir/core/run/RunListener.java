/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.run;

/** Follows a run as it goes. Called by the run's own threads; must return soon. */
public interface RunListener {
  /** A new stage began, in words for a person. */
  void stage(String what);

  /** A second of load is over. */
  void second(Progress progress);

  /** The measured window opened: the load is at its profile. */
  default void windowOpened() {}

  /** Says nothing. */
  static RunListener silent() {
    return new RunListener() {
      @Override
      public void stage(String what) {}

      @Override
      public void second(Progress progress) {}
    };
  }
}
