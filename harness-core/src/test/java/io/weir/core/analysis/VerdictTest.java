/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.core.results.RunJson;
import java.io.InputStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void namesAreThoseOfTheSchema() throws Exception {
    try (InputStream in = RunJson.class.getResourceAsStream("run.schema.json")) {
      JsonNode names =
          new ObjectMapper().readTree(in).at("/properties/verdict/items/properties/verdict/enum");

      assertThat(names)
          .extracting(JsonNode::textValue)
          .containsExactlyElementsOf(Arrays.stream(Verdict.values()).map(Verdict::name).toList());
    }
  }

  @Test
  void latenciesOfRunsThatMeasuredSomethingElseAreNotCompared() {
    assertThat(
            EnumSet.allOf(Verdict.class).stream()
                .filter(v -> !v.comparable())
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            Verdict.GENERATOR_LIMITED,
            Verdict.HOST_CONTENDED,
            Verdict.CLIENT_LIMITED,
            Verdict.INCOMPLETE);
  }
}
