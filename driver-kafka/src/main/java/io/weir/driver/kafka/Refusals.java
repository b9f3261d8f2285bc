/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/** What a cluster's refusal means to a person: one phrase, and the setting to look at. */
final class Refusals {
  private Refusals() {}

  static String of(Throwable cause) {
    String said =
        String.valueOf(cause.getMessage()).lines().map(String::strip).findFirst().orElse("");
    if (cause instanceof UnsupportedSaslMechanismException) {
      return "it does not know the mechanism (" + said + "); look at kafka.client.sasl.mechanism";
    }
    if (cause instanceof IllegalSaslStateException) {
      return "it takes no SASL there (" + said + "); look at kafka.client.security.protocol";
    }
    if (cause instanceof SaslAuthenticationException) {
      return "authentication was refused ("
          + said
          + "); look at kafka.client.sasl.jaas.config and kafka.client.sasl.mechanism";
    }
    if (cause instanceof SslAuthenticationException) {
      return "no TLS connection (" + said + "); look at kafka.client.ssl.*";
    }
    if (cause instanceof AuthorizationException) {
      return "not allowed ("
          + said
          + "); the run's user needs to create, describe, write, read and delete topics weir-* and"
          + " to use groups weir-*";
    }
    return said.isEmpty() ? cause.toString() : cause.getClass().getSimpleName() + ": " + said;
  }
}
