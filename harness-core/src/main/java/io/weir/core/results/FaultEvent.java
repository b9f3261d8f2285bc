/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import java.util.List;

/**
 * Something that was done to servers, or that they did.
 *
 * @param atS seconds from T0
 * @param what happened
 * @param servers by id; empty if it concerns all
 */
public record FaultEvent(double atS, What what, List<String> servers) {
  public FaultEvent {
    servers = List.copyOf(servers);
  }

  /** Kinds of events, in the order in which they happen. */
  public enum What {
    /** The fault begins: signals are about to be sent. */
    FAULT,
    /** The servers struck are dead, or stopped. */
    DOWN,
    /** Dead servers are about to be started again, or stopped ones to go on. */
    RESTART,
    /** All servers answer again. */
    ANSWERING,
    /** The load has ended, and whatever was still to be answered is. */
    LOAD_ENDED,
    /** A new subscription begins to read from the earliest record. */
    READ_BACK,
    /** Nothing more has come. */
    READ_BACK_ENDED
  }
}
