/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.experiment.Fault;
import io.weir.core.results.DurabilityDocument;
import io.weir.core.results.FaultVerdict;
import io.weir.core.results.Verifications;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broken promise can be told from everything else. */
class VerifyExitCodeTest {
  @ParameterizedTest
  @CsvSource({
    "HELD,       HELD,       VALID",
    "HELD,       LOST,       VALID",
    "KEPT,       LOST,       VALID",
    "HELD,       BROKEN,     NOT_VALID",
    "BROKEN,     INCOMPLETE, NOT_VALID",
    "BROKEN,     VOID,       NOT_VALID",
    "HELD,       INCOMPLETE, UNAVAILABLE",
    "VOID,       LOST,       UNAVAILABLE"
  })
  void theWorstCounts(FaultVerdict first, FaultVerdict second, ExitCode expected) {
    DurabilityDocument document =
        Verifications.begun(Fault.KILL_ONE, Fault.PAUSE_ONE)
            .with(Verifications.ended(Fault.KILL_ONE, true, 0, first))
            .with(Verifications.ended(Fault.PAUSE_ONE, true, 0, second))
            .completed();
    assertThat(VerifyDurabilityCommand.exitCode(document)).isEqualTo(expected);
  }
}
