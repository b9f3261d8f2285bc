/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision.powerloss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LossModelTest {
  private static final FileId FILE = SimulatedDisk.FILE;
  private static final int MOST_BYTES = 24;

  private final LossModel model = new LossModel();

  /** Something that happens to a file. */
  private record Step(int kind, int from, int length, byte value) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 7),
            Arbitraries.integers().between(0, MOST_BYTES),
            Arbitraries.integers().between(1, 8),
            Arbitraries.bytes().between((byte) 1, (byte) 120))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 5_000)
  void aFileIsCutToWhatTheDiskHas(@ForAll("steps") List<Step> steps) {
    SimulatedDisk disk = new SimulatedDisk();
    Optional<SimulatedDisk.Forcing> underWay = Optional.empty();
    for (Step step : steps) {
      switch (step.kind()) {
        case 0, 1, 2 -> disk.write(step.from(), step.length(), step.value());
        case 3 -> disk.write((int) disk.size(), step.length(), step.value());
        case 4 -> disk.resize(step.from());
        case 5 -> disk.end(disk.begin(0, Integer.MAX_VALUE));
        case 6 -> disk.end(disk.begin(step.from(), step.from() + step.length()));
        default -> {
          underWay.ifPresent(disk::end);
          underWay =
              underWay.isPresent()
                  ? Optional.empty()
                  : Optional.of(disk.begin(0, Integer.MAX_VALUE));
        }
      }
    }
    LossModel replayed = new LossModel();
    disk.events().forEach(replayed::apply);
    assertThat(cut(replayed, disk.content())).isEqualTo(disk.onDisk());
  }

  private static byte[] cut(LossModel model, byte[] content) {
    try {
      Path file = Files.createTempFile("power-loss", ".dat");
      try {
        Files.write(file, content);
        DataFiles.cut(file, model.of(FILE));
        return Files.readAllBytes(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] left(String content) {
    return cut(model, content.getBytes(StandardCharsets.US_ASCII));
  }

  private static Event.Overwritten over(long stamp, long from, String before) {
    byte[] bytes = before.getBytes(StandardCharsets.US_ASCII);
    return new Event.Overwritten(stamp, FILE, from, bytes.length, Before.of(from, bytes));
  }

  private static Event.Forced forced(long stamp, long begun, long size, Long... except) {
    return new Event.Forced(stamp, FILE, begun, size, 0, Event.TO_THE_END, Set.of(except));
  }

  @Test
  void ofAFileThatWasNeverForcedNothingIsLeft() {
    assertThat(left("content")).isEmpty();
  }

  @Test
  void theBaselineIsKept() {
    model.apply(over(1, 0, "lost before"));
    model.apply(new Event.Durable(2, FILE, 4));
    assertThat(left("keptlost")).asString().isEqualTo("kept");
  }

  @Test
  void whatWasWrittenOverSinceTheForceBeganComesBack() {
    model.apply(new Event.Durable(1, FILE, 6));
    model.apply(over(2, 0, "ab"));
    model.apply(over(4, 2, "cd"));
    model.apply(forced(5, 3, 6));
    assertThat(left("ABCDef")).asString().isEqualTo("ABcdef");
  }

  @Test
  void anOverwritingUnderWayWhenTheForceBeganIsNotCovered() {
    model.apply(new Event.Durable(1, FILE, 4));
    model.apply(over(2, 0, "ab"));
    model.apply(over(3, 2, "cd"));
    model.apply(forced(5, 4, 4, 3L));
    assertThat(left("ABCD")).asString().isEqualTo("ABcd");
  }

  @Test
  void aNewFileWithAnOldNumberHasNothingOfTheOldOne() {
    model.apply(new Event.Durable(1, FILE, 100));
    model.apply(new Event.Gone(3, FILE, 2));
    assertThat(left("another")).isEmpty();
    model.apply(new Event.Durable(4, FILE, 100));
    model.apply(new Event.Fresh(5, FILE));
    assertThat(left("another")).isEmpty();
  }

  /** The thread that removed the old one tells only after another has made and forced the new. */
  @Test
  void aFileThatGotTheNumberBeforeTheOldOnesEndWasToldKeepsWhatItForced() {
    model.apply(new Event.Durable(1, FILE, 100));
    model.apply(new Event.Fresh(3, FILE));
    model.apply(forced(5, 4, 7));
    model.apply(new Event.Gone(6, FILE, 2));
    assertThat(left("another")).asString().isEqualTo("another");
  }

  @Test
  void aForceOfTheOldFileSaysNothingOfTheNewOne() {
    model.apply(new Event.Fresh(5, FILE));
    model.apply(forced(6, 4, 7));
    assertThat(left("another")).isEmpty();
  }

  @Test
  void whatWasCutOffDuringTheForceIsNotOnDisk() {
    model.apply(new Event.Fresh(1, FILE));
    model.apply(new Event.Resized(3, FILE, 2));
    model.apply(new Event.Resized(4, FILE, 6));
    model.apply(forced(5, 2, 6));
    assertThat(left("ab\0\0\0\0")).asString().isEqualTo("ab");
  }

  @Test
  void aPartThatWasForcedLeavesHolesAround() {
    model.apply(new Event.Fresh(1, FILE));
    model.apply(new Event.Forced(3, FILE, 2, 6, 2, 4, Set.of()));
    assertThat(left("abcdefgh")).isEqualTo(new byte[] {0, 0, 'c', 'd', 0, 0});
  }
}
