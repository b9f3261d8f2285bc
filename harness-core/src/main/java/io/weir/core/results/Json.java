/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.weir.core.experiment.Fault;
import io.weir.core.experiment.KeySpec;
import io.weir.core.experiment.Pacing;
import io.weir.core.experiment.Partitioner;
import io.weir.core.experiment.Phase;
import io.weir.core.experiment.TrafficProfile;
import io.weir.core.experiment.Units;
import io.weir.core.experiment.Within;
import io.weir.core.measure.LatencyMetric;
import io.weir.spi.Compression;
import io.weir.spi.ConfigValue;
import io.weir.spi.Durability;
import io.weir.spi.DurabilityLevel;
import io.weir.spi.Encoding;
import io.weir.spi.Guarantee;
import io.weir.spi.ResultSchema;
import io.weir.spi.RowFormat;
import io.weir.spi.SubscriptionKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

/**
 * How the values of a run are written in JSON: names in snake case, enums as the user writes them,
 * durations with their unit, times in UTC, secrets masked, an absent value as null.
 */
public final class Json {
  private Json() {}

  /** A mapper of its own; may be configured further. */
  public static ObjectMapper mapper() {
    SimpleModule values = new SimpleModule("weir");
    text(values, Duration.class, Units::text, t -> Units.duration("duration", t));
    text(values, Instant.class, Instant::toString, Instant::parse);
    text(values, ConfigValue.class, ConfigValue::shown, Json::shown);
    words(values, Fault.class, Fault::text);
    words(values, FaultEvent.What.class, Json::dashed);
    words(values, Phase.class, Phase::text);
    words(values, LatencyMetric.class, LatencyMetric::text);
    words(values, DurabilityLevel.class, DurabilityLevel::text);
    words(values, Durability.Reached.class, Json::dashed);
    words(values, SubscriptionKind.class, SubscriptionKind::text);
    words(values, KeySpec.Distribution.class, KeySpec.Distribution::text);
    words(values, Pacing.class, Pacing::text);
    words(values, Partitioner.class, Partitioner::text);
    words(values, Within.class, Within::text);
    words(values, Compression.class, Compression::text);
    words(values, Encoding.class, Encoding::text);
    words(values, ThreadShare.Role.class, ThreadShare.Role::text);
    words(values, Guarantee.class, Guarantee::text);
    words(values, ResultSchema.Mode.class, Json::dashed);
    words(values, RowFormat.class, Json::dashed);
    words(values, EngineOutcome.Result.class, Json::dashed);
    return JsonMapper.builder()
        .addModule(new Jdk8Module())
        .addModule(values)
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .addMixIn(TrafficProfile.class, ProfileByName.class)
        .build();
  }

  /** Profiles carry their name, which tells them apart. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = TrafficProfile.Constant.class, name = "constant"),
    @JsonSubTypes.Type(value = TrafficProfile.Steps.class, name = "steps"),
    @JsonSubTypes.Type(value = TrafficProfile.Ramp.class, name = "ramp"),
    @JsonSubTypes.Type(value = TrafficProfile.Sine.class, name = "sine"),
    @JsonSubTypes.Type(value = TrafficProfile.OnOff.class, name = "on-off"),
    @JsonSubTypes.Type(value = TrafficProfile.Trace.class, name = "trace"),
    @JsonSubTypes.Type(value = TrafficProfile.Users.class, name = "users"),
    @JsonSubTypes.Type(value = TrafficProfile.BModel.class, name = "b-model"),
    @JsonSubTypes.Type(value = TrafficProfile.Own.class, name = TrafficProfile.OWN),
    @JsonSubTypes.Type(value = TrafficProfile.Max.class, name = "max")
  })
  private interface ProfileByName {}

  private static String dashed(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ConfigValue shown(String text) {
    return new ConfigValue(text, text.equals(ConfigValue.MASK));
  }

  private static <E extends Enum<E>> void words(
      SimpleModule module, Class<E> type, Function<E, String> text) {
    text(module, type, text, t -> word(type, text, t));
  }

  private static <E extends Enum<E>> E word(Class<E> type, Function<E, String> text, String t) {
    E[] all = type.getEnumConstants();
    return Arrays.stream(all)
        .filter(e -> text.apply(e).equals(t))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    t + " is none of " + Arrays.stream(all).map(text).toList()));
  }

  private static <T> void text(
      SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
    module.addSerializer(
        type,
        new JsonSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeString(write.apply(value));
          }
        });
    module.addDeserializer(
        type,
        new JsonDeserializer<T>() {
          @Override
          public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            try {
              return read.apply(in.getText());
            } catch (RuntimeException e) {
              throw context.weirdStringException(
                  in.getText(), type, String.valueOf(e.getMessage()));
            }
          }
        });
  }
}
