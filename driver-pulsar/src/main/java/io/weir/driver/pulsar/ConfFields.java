/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import io.weir.spi.ConfigValue;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pulsar.client.impl.conf.ClientConfigurationData;
import org.apache.pulsar.client.impl.conf.ConsumerConfigurationData;
import org.apache.pulsar.client.impl.conf.ProducerConfigurationData;

/**
 * The settings that Pulsar's client knows by name: the fields of its configuration classes, which
 * are what it loads settings into. Those that are no plain values (listeners, policies, key
 * readers) cannot be given as text and are left out. Safe for any thread.
 */
final class ConfFields {
  private static final Set<Class<?>> PLAIN =
      Set.of(
          boolean.class,
          int.class,
          long.class,
          Boolean.class,
          Integer.class,
          Long.class,
          String.class);

  /** Further settings of the client that are nobody else's business. */
  private static final Set<String> SECRET = Set.of("authParamMap");

  // After what their making needs.
  static final ConfFields CLIENT = new ConfFields(ClientConfigurationData.class);
  static final ConfFields PRODUCER = new ConfFields(ProducerConfigurationData.class);
  static final ConfFields CONSUMER = new ConfFields(ConsumerConfigurationData.class);

  private final Map<String, Field> byName = new TreeMap<>();

  private ConfFields(Class<?> configuration) {
    for (Field field : configuration.getDeclaredFields()) {
      int modifiers = field.getModifiers();
      Class<?> type = field.getType();
      if (!Modifier.isStatic(modifiers)
          && !Modifier.isTransient(modifiers)
          && (PLAIN.contains(type) || type.isEnum())) {
        field.setAccessible(true);
        byName.put(field.getName(), field);
      }
    }
  }

  Set<String> names() {
    return byName.keySet();
  }

  /**
   * The values that a configuration has, those that it has not left out.
   *
   * @param configuration an object of the class that this was made for
   */
  Map<String, ConfigValue> valuesOf(Object configuration) {
    Map<String, ConfigValue> values = new TreeMap<>();
    byName.forEach(
        (name, field) -> {
          Object value = value(field, configuration);
          if (value != null) {
            boolean secret = secret(field);
            values.put(name, new ConfigValue(secret ? "" : String.valueOf(value), secret));
          }
        });
    return values;
  }

  private static boolean secret(Field field) {
    return SECRET.contains(field.getName())
        || Arrays.stream(field.getDeclaredAnnotations())
            .map(Annotation::annotationType)
            .anyMatch(type -> type.getSimpleName().equals("Secret"));
  }

  private static Object value(Field field, Object configuration) {
    try {
      return field.get(configuration);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " was made accessible", e);
    }
  }
}
