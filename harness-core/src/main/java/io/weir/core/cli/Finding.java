/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

/**
 * One thing that {@code harness doctor} looked at.
 *
 * @param level whether it hinders a run
 * @param subject what was looked at
 * @param found what there is
 * @param advice what it means for a run and what to do; empty if there is nothing to say
 */
record Finding(Level level, String subject, String found, String advice) {
  /** Whether it hinders. */
  enum Level {
    OK,
    /** It will show in the figures. */
    NOTE,
    /** No run can start so. */
    PROBLEM
  }

  static Finding ok(String subject, String found) {
    return new Finding(Level.OK, subject, found, "");
  }

  static Finding note(String subject, String found, String advice) {
    return new Finding(Level.NOTE, subject, found, advice);
  }

  static Finding problem(String subject, String found, String advice) {
    return new Finding(Level.PROBLEM, subject, found, advice);
  }
}
