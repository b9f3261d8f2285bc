/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.driver.kafka;

import io.weir.spi.SettingException;
import io.weir.spi.UnavailableException;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Asks an address whether a Kafka broker is behind it and speaks as the settings say, before any
 * client does: a client that meets another protocol takes its first four bytes for a length and may
 * ask for gigabytes, and one that is refused without a word asks again and again.
 *
 * <p>Sends ApiVersions, version 0 (Kafka protocol guide, "Request header v1"), which every broker
 * answers before any authentication, and, where the settings know of none, Metadata, version 4, for
 * no topic, which a broker that wants authentication answers by closing the connection.
 */
final class BrokerProbe {
  private static final Logger LOG = Logger.getLogger(BrokerProbe.class.getName());
  private static final String PROTOCOL = "kafka.client.security.protocol";

  /** For finding out how else an address speaks, which only makes the message better. */
  private static final Duration OTHER_LIMIT = Duration.ofSeconds(2);

  private static final short API_VERSIONS = 18;
  private static final short METADATA = 3;
  private static final short METADATA_VERSION = 4;
  private static final int CORRELATION = 0x5765;
  private static final int HEADER_BYTES = 10;
  private static final int METADATA_BYTES = HEADER_BYTES + Integer.BYTES + 1;
  private static final int MOST_ANSWER_BYTES = 16 << 20;

  // Content types of TLS records (RFC 8446, section 5.1).
  private static final int TLS_ALERT = 21;
  private static final int TLS_HANDSHAKE = 22;

  private final Transport transport;
  private final String protocol;

  /**
   * @param transport how the settings say that brokers are spoken to
   * @param protocol the security protocol of the settings
   */
  BrokerProbe(Transport transport, String protocol) {
    this.transport = transport;
    this.protocol = protocol;
  }

  /**
   * Returns when one of the addresses answered as a broker.
   *
   * @return that address and those after it, which were not asked; a client that is given one that
   *     does not answer may wait for it as long as for any request
   * @throws UnavailableException if none did within the time limit; of those that speak otherwise,
   *     the first says how
   * @throws SettingException if an address is not {@code host:port}
   */
  List<String> await(List<String> addresses, Duration timeLimit) {
    List<InetSocketAddress> parsed = addresses.stream().map(BrokerProbe::parse).toList();
    long deadlineNs = System.nanoTime() + timeLimit.toNanos();
    IOException last = new IOException("no address was given");
    Optional<UnavailableException> refusal = Optional.empty();
    for (int i = 0; i < parsed.size(); i++) {
      long shareNs = (deadlineNs - System.nanoTime()) / (parsed.size() - i);
      try {
        ask(parsed.get(i), addresses.get(i), System.nanoTime() + shareNs);
        return addresses.subList(i, addresses.size());
      } catch (UnavailableException e) {
        LOG.warning(e.getMessage());
        // Says more than that nobody is there; but another address may do.
        refusal = Optional.of(refusal.orElse(e));
      } catch (IOException e) {
        LOG.warning(addresses.get(i) + " does not answer: " + reason(e));
        last = e;
      }
    }
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    throw new UnavailableException(
        "kafka: no broker answered at "
            + String.join(",", addresses)
            + " within "
            + timeLimit.toMillis()
            + " ms ("
            + reason(last)
            + "); check that it runs and that the address is right",
        last);
  }

  static InetSocketAddress parse(String address) {
    int colon = address.lastIndexOf(':');
    int port = -1;
    try {
      port = Integer.parseInt(address.substring(colon + 1));
    } catch (NumberFormatException e) {
      // Reported below, as any other bad port.
    }
    if (colon < 1 || port < 1 || port > 65_535) {
      throw new SettingException(
          "--broker-url", address, "host:port, the port from 1 to 65535", "");
    }
    String host = address.substring(0, colon);
    return new InetSocketAddress(
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host,
        port);
  }

  private void ask(InetSocketAddress address, String shown, long deadlineNs) throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("unknown host " + address.getHostString());
    }
    boolean tls = transport.tls();
    Answer answer = answerOf(address, deadlineNs);
    if (answer == Answer.BROKER) {
      return;
    }
    if (answer == Answer.WANTS_AUTHENTICATION) {
      throw new UnavailableException(
          "kafka: "
              + shown
              + " closes the connection of a client that does not authenticate ("
              + PROTOCOL
              + "="
              + protocol
              + "); set it to "
              + (tls ? "SASL_SSL" : "SASL_PLAINTEXT")
              + ", with kafka.client.sasl.mechanism and kafka.client.sasl.jaas.config");
    }
    long otherNs = Math.min(deadlineNs, System.nanoTime() + OTHER_LIMIT.toNanos());
    boolean other = tls ? speaksPlainly(address, otherNs) : speaksTls(address, otherNs);
    if (other) {
      boolean sasl = protocol.startsWith("SASL");
      throw new UnavailableException(
          "kafka: "
              + shown
              + (tls ? " speaks without TLS, and " : " speaks TLS, and ")
              + PROTOCOL
              + "="
              + protocol
              + (tls ? " asks for it" : " does not")
              + "; set it to "
              + (tls
                  ? (sasl ? "SASL_PLAINTEXT" : "PLAINTEXT")
                  : (sasl ? "SASL_SSL" : "SSL or SASL_SSL"))
              + ", or check the port");
    }
    throw new UnavailableException(
        "kafka: "
            + shown
            + " answers, but not as a Kafka broker"
            + (tls ? " with TLS" : "")
            + "; check the port and "
            + PROTOCOL);
  }

  private enum Answer {
    BROKER,
    WANTS_AUTHENTICATION,
    OTHER
  }

  /** Fails only if nothing is there or nothing is said in time, or if TLS does not come about. */
  private Answer answerOf(InetSocketAddress address, long deadlineNs) throws IOException {
    try (Socket socket = connected(address, deadlineNs)) {
      Socket secured;
      try {
        secured = transport.secured(socket, address);
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (SSLException e) {
        if (Transport.peerSpeaksTls(e)) {
          throw transport.refused(address, e);
        }
        return Answer.OTHER;
      } catch (IOException e) {
        return Answer.OTHER;
      }
      try {
        if (!answersApiVersions(secured, deadlineNs)) {
          return Answer.OTHER;
        }
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (SSLException e) {
        // With TLS 1.3 a broker says only now what it thinks of the client's certificate.
        throw transport.refused(address, e);
      } catch (IOException e) {
        if (transport.tls()) {
          // Its word about the client's certificate is lost where it closes at once.
          throw transport.closedOn(address, e);
        }
        return Answer.OTHER;
      }
      return protocol.startsWith("SASL") || answersMetadata(secured, deadlineNs)
          ? Answer.BROKER
          : Answer.WANTS_AUTHENTICATION;
    }
  }

  private static Socket connected(InetSocketAddress address, long deadlineNs) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(address, leftMs(deadlineNs));
      socket.setSoTimeout(leftMs(deadlineNs));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static boolean answersApiVersions(Socket socket, long deadlineNs) throws IOException {
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    out.writeInt(HEADER_BYTES);
    writeHeader(out, API_VERSIONS, 0);
    out.flush();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int bytes = readInt(socket, in, deadlineNs);
    if (bytes < HEADER_BYTES
        || bytes > MOST_ANSWER_BYTES
        || readInt(socket, in, deadlineNs) != CORRELATION) {
      return false;
    }
    in.skipNBytes(bytes - Integer.BYTES);
    return true;
  }

  /** False only if it closes the connection. */
  private static boolean answersMetadata(Socket socket, long deadlineNs) throws IOException {
    try {
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      out.writeInt(METADATA_BYTES);
      writeHeader(out, METADATA, METADATA_VERSION);
      out.writeInt(0);
      out.writeBoolean(false);
      out.flush();
      int unused = readInt(socket, new DataInputStream(socket.getInputStream()), deadlineNs);
      return true;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
  }

  private static void writeHeader(DataOutputStream out, int key, int version) throws IOException {
    out.writeShort(key);
    out.writeShort(version);
    out.writeInt(CORRELATION);
    out.writeShort(-1);
  }

  /** Whether a broker answers there without TLS. */
  private static boolean speaksPlainly(InetSocketAddress address, long deadlineNs) {
    try (Socket socket = connected(address, deadlineNs)) {
      return answersApiVersions(socket, deadlineNs);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the first words of a TLS client are answered by TLS, an alert included. */
  private static boolean speaksTls(InetSocketAddress address, long deadlineNs) {
    try (Socket socket = connected(address, deadlineNs)) {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(true);
      ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), hello);
      socket.getOutputStream().write(hello.array(), 0, hello.position());
      socket.getOutputStream().flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int type = in.readUnsignedByte();
      int major = in.readUnsignedByte();
      return (type == TLS_HANDSHAKE || type == TLS_ALERT) && major == 3;
    } catch (IOException | NoSuchAlgorithmException e) {
      return false;
    }
  }

  private static int readInt(Socket socket, DataInputStream in, long deadlineNs)
      throws IOException {
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      socket.setSoTimeout(leftMs(deadlineNs));
      value = value << 8 | in.readUnsignedByte();
    }
    return value;
  }

  private static int leftMs(long deadlineNs) throws IOException {
    long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
    if (leftMs <= 0) {
      throw new SocketTimeoutException("no answer");
    }
    return (int) Math.min(leftMs, Integer.MAX_VALUE);
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? "the connection was closed" : message;
  }
}
