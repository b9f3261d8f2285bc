/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.pulsar;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.PulsarClientException;

/** What a cluster's refusal means to a person: one phrase, and the setting to look at. */
final class Refusals {
  private Refusals() {}

  static String of(Throwable thrown) {
    Throwable cause = ErrorKinds.cause(thrown);
    String said = said(cause);
    if (has(cause, PulsarClientException.UnsupportedAuthenticationException.class)) {
      return "the authentication plugin cannot be used ("
          + said
          + "); look at pulsar.auth-plugin and pulsar.auth-params";
    }
    if (has(cause, PulsarClientException.AuthenticationException.class)
        || has(cause, PulsarAdminException.NotAuthorizedException.class)) {
      return "authentication was refused ("
          + said
          + "); look at pulsar.token, or pulsar.auth-plugin and pulsar.auth-params";
    }
    if (has(cause, PulsarClientException.AuthorizationException.class)
        || has(cause, PulsarAdminException.NotAllowedException.class)) {
      return "not allowed ("
          + said
          + "); the run's user needs to create namespaces public/weir-* and their topics, to publish"
          + " and to consume, or name a namespace of its own by pulsar.namespace";
    }
    if (has(cause, SSLException.class)) {
      return "no TLS connection ("
          + deepest(cause)
          + "); look at pulsar.client.tlsTrustCertsFilePath and the scheme of the address";
    }
    if (has(cause, UnknownHostException.class)) {
      return "there is no such host (" + deepest(cause) + ")";
    }
    if (has(cause, ConnectException.class)) {
      return "nothing listens there (" + deepest(cause) + ")";
    }
    if (has(cause, TimeoutException.class)
        || has(cause, PulsarClientException.TimeoutException.class)
        || has(cause, PulsarAdminException.TimeoutException.class)) {
      return "no answer in time; check the address and the security settings";
    }
    return said.isEmpty() ? cause.toString() : cause.getClass().getSimpleName() + ": " + said;
  }

  private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
    Throwable at = thrown;
    // Bounded: a cause may, against the rules, lead back to itself.
    for (int i = 0; at != null && i < 20; i++) {
      if (type.isInstance(at)) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }

  private static String said(Throwable thrown) {
    return String.valueOf(thrown.getMessage())
        .lines()
        .map(String::strip)
        .findFirst()
        .orElse("")
        .replaceFirst("^(java|javax|org)\\.[A-Za-z0-9_.$]+: ", "");
  }

  private static String deepest(Throwable thrown) {
    Throwable at = thrown;
    String said = said(thrown);
    for (int i = 0; at != null && i < 20; i++) {
      said = at.getMessage() == null ? said : said(at);
      at = at.getCause();
    }
    return said;
  }
}
