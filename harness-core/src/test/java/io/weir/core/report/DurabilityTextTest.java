/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.experiment.Fault;
import io.weir.core.results.DurabilityDocument;
import io.weir.core.results.FaultResult;
import io.weir.core.results.FaultVerdict;
import io.weir.core.results.RunDirectory;
import io.weir.core.results.Verifications;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurabilityTextTest {
  @Test
  void tellsEveryFigureOfEveryFault() {
    String text =
        text(
            Verifications.begun(Fault.KILL_ONE, Fault.PAUSE_ONE)
                .with(Verifications.ended(Fault.KILL_ONE, true, 0, FaultVerdict.HELD))
                .with(Verifications.ended(Fault.PAUSE_ONE, false, 1_234, FaultVerdict.LOST))
                .completed());

    assertThat(text)
        .contains("kafka 4.3.1, 3 nodes on this machine")
        .contains("acknowledged by 2 from os cache")
        .containsPattern(
            "kill-one +41,003 +41,000 +0 +1 +3 +4 +1\\.250 s +HELD\n"
                + "pause-one +41,003 +41,000 +1,234 +1 +3 +4 +1\\.250 s +LOST \\(not promised\\)\n")
        .contains("kill-one      HELD: What came of it.")
        .contains("Not every partition acknowledged records again.")
        .doesNotContain("Incomplete");
  }

  @Test
  void saysThatTheLevelIsNotInForceAndWhy() {
    assertThat(
            text(
                Verifications.begun(Fault.KILL_ONE)
                    .with(Verifications.stated(Fault.KILL_ONE, true))))
        .contains("durability strong asks for 3/2/disk/2 and is not in force")
        .contains("topic t: flush.messages is 7, the level needs 1");
  }

  @Test
  void ofAVerificationThatWasCutShortSaysWhatIsThere() {
    String text =
        text(
            Verifications.begun(Fault.values())
                .with(
                    FaultResult.begin(Fault.KILL_ONE)
                        .withVerdict(FaultVerdict.INCOMPLETE, "interrupted")));

    assertThat(text)
        .containsPattern("kill-one +- +- +- +- +- +- +- +INCOMPLETE\n")
        .contains("kill-one      INCOMPLETE: Interrupted.")
        .contains("did not come to its end; faults not begun: 3");
  }

  @Test
  void keepsToTheWidthOfATerminal() {
    List<String> lines =
        lines(
            Verifications.begun(Fault.values())
                .with(Verifications.ended(Fault.KILL_MAJORITY, false, 41_000, FaultVerdict.LOST)));
    assertThat(lines).noneMatch(line -> line.length() > 110);
  }

  private static String text(DurabilityDocument document) {
    return String.join("\n", lines(document)) + "\n";
  }

  private static List<String> lines(DurabilityDocument document) {
    return DurabilityText.lines(new RunDirectory(Path.of("results", "x")), document);
  }
}
