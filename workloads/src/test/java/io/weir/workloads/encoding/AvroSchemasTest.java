/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.workloads.encoding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spi.Schema;
import io.weir.spi.Schema.Field;
import io.weir.workloads.nexmark.NexmarkSchemas;
import io.weir.workloads.robots.RobotsSchemas;
import io.weir.workloads.sensors.SensorsSchemas;
import io.weir.workloads.shop.ShopSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AvroSchemasTest {
  @Test
  void filesThatAreShippedAreTheSchemas() throws IOException {
    for (Schema schema : RobotsSchemas.ALL) {
      assertThat(shipped("robots/" + schema.name())).isEqualTo(AvroSchemas.text(schema));
    }
    assertThat(shipped("sensors/" + SensorsSchemas.READING.name()))
        .isEqualTo(AvroSchemas.text(SensorsSchemas.READING));
  }

  @Test
  void avroReadsEverySchemaWithItsFieldsInOrder() {
    List<Schema> all = new ArrayList<>(RobotsSchemas.ALL);
    all.add(SensorsSchemas.READING);
    all.addAll(ShopSchemas.ALL);
    all.addAll(NexmarkSchemas.ALL);
    for (Schema schema : all) {
      org.apache.avro.Schema read =
          new org.apache.avro.Schema.Parser().parse(AvroSchemas.text(schema));
      assertThat(read.getFullName()).isEqualTo("io.weir.workloads." + schema.name());
      assertThat(read.getFields().stream().map(org.apache.avro.Schema.Field::name))
          .containsExactlyElementsOf(schema.fields().stream().map(Field::name).toList());
    }
  }

  private static String shipped(String name) throws IOException {
    try (InputStream file =
        AvroSchemasTest.class.getResourceAsStream("/io/weir/workloads/" + name + ".avsc")) {
      assertThat(file).as(name + ".avsc").isNotNull();
      return new String(file.readAllBytes(), UTF_8);
    }
  }
}
