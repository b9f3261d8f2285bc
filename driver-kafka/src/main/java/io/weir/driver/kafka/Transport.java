/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.network.ConnectionMode;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.apache.kafka.common.security.ssl.SslFactory;

/**
 * How the settings say that a broker is spoken to: plainly, or by TLS with the very key stores,
 * trust stores and protocols that Kafka's clients will use. One thread.
 */
final class Transport {
  private final Optional<SSLContext> context;
  private final Map<String, ?> config;

  private Transport(Optional<SSLContext> context, Map<String, ?> config) {
    this.context = context;
    this.config = config;
  }

  /** Without TLS. */
  static Transport plain() {
    return new Transport(Optional.empty(), Map.of());
  }

  /**
   * With TLS as a client's configuration has it; empty if it brings an engine of its own, of which
   * nothing is known here.
   *
   * @throws SettingException if the stores cannot be used
   */
  static Optional<Transport> tls(Map<String, Object> clientConfig) {
    Map<String, ?> config = new AdminClientConfig(clientConfig).values();
    try (SslFactory factory = new SslFactory(ConnectionMode.CLIENT)) {
      factory.configure(config);
      return factory.sslEngineFactory() instanceof DefaultSslEngineFactory engines
          ? Optional.of(new Transport(Optional.of(engines.sslContext()), config))
          : Optional.empty();
    } catch (KafkaException e) {
      SettingException refused =
          new SettingException(
              "kafka.client.ssl.*",
              "(several keys)",
              "key and trust stores that can be read with their passwords",
              aboutPassword(e).orElseGet(() -> deepest(e)));
      refused.initCause(e);
      throw refused;
    }
  }

  boolean tls() {
    return context.isPresent();
  }

  /**
   * The connection, after the handshake if there is one.
   *
   * @throws IOException if the handshake fails
   */
  Socket secured(Socket socket, InetSocketAddress address) throws IOException {
    if (context.isEmpty()) {
      return socket;
    }
    SSLSocket secured =
        (SSLSocket)
            context
                .get()
                .getSocketFactory()
                .createSocket(socket, address.getHostString(), address.getPort(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm(identification());
    if (config.get(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG) instanceof List<?> enabled) {
      parameters.setProtocols(enabled.stream().map(String::valueOf).toArray(String[]::new));
    }
    if (config.get(SslConfigs.SSL_CIPHER_SUITES_CONFIG) instanceof List<?> suites
        && !suites.isEmpty()) {
      parameters.setCipherSuites(suites.stream().map(String::valueOf).toArray(String[]::new));
    }
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private String identification() {
    Object algorithm = config.get(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
    return algorithm == null ? "" : algorithm.toString();
  }

  /** Whether a failed handshake was one at all: the other side spoke TLS. */
  static boolean peerSpeaksTls(SSLException e) {
    String message = String.valueOf(e.getMessage());
    return !message.contains("Unsupported or unrecognized SSL message")
        && !message.contains("Remote host terminated the handshake")
        && !message.contains("plaintext connection");
  }

  /** One line on why TLS did not come about, and which setting to look at. */
  UnavailableException refused(InetSocketAddress address, SSLException e) {
    String shown = address.getHostString() + ":" + address.getPort();
    String said = deepest(e);
    String lower = said.toLowerCase(Locale.ROOT);
    String what;
    if (lower.contains("no subject alternative") || lower.contains("no name matching")) {
      what =
          "its certificate is not for this host name ("
              + said
              + "); use the name that the certificate has, or set"
              + " kafka.client.ssl.endpoint.identification.algorithm= (empty) to accept any";
    } else if (has(e, CertificateExpiredException.class)) {
      what = "its certificate has expired (" + said + "); renew it on the broker";
    } else if (has(e, CertPathBuilderException.class)
        || has(e, CertPathValidatorException.class)
        || has(e, CertificateException.class)
        || lower.contains("trustanchors")) {
      what =
          "its certificate is not trusted ("
              + said
              + "); look at kafka.client.ssl.truststore.location, .type and .password";
    } else if (lower.contains("certificate_required")
        || lower.contains("bad_certificate")
        || lower.contains("certificate_unknown")
        || lower.contains("unknown_ca")) {
      what =
          "it does not accept the client's certificate ("
              + said
              + "); look at kafka.client.ssl.keystore.location, .type and .password";
    } else {
      what =
          "no TLS connection ("
              + said
              + "); look at kafka.client.ssl.* and, on the broker, its listener's ssl.*";
    }
    return new UnavailableException("kafka: " + shown + ": " + what, e);
  }

  /** One line on a connection that was closed just after the handshake. */
  UnavailableException closedOn(InetSocketAddress address, IOException e) {
    return new UnavailableException(
        "kafka: "
            + address.getHostString()
            + ":"
            + address.getPort()
            + " closes the connection as soon as TLS stands: it may not accept the client's"
            + " certificate; look at kafka.client.ssl.keystore.location, .type and .password, or"
            + " check the port",
        e);
  }

  private static boolean has(Throwable e, Class<? extends Throwable> type) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return true;
      }
    }
    return false;
  }

  /** The cause of a store that does not open is often told beneath the telling one. */
  private static Optional<String> aboutPassword(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (String.valueOf(at.getMessage()).contains("password was incorrect")) {
        return Optional.of("the password was incorrect");
      }
    }
    return Optional.empty();
  }

  private static String deepest(Throwable e) {
    String said = String.valueOf(e.getMessage());
    for (Throwable at = e; at != null; at = at.getCause()) {
      said = at.getMessage() == null ? said : at.getMessage();
    }
    return said.lines().findFirst().orElse("").strip();
  }
}
