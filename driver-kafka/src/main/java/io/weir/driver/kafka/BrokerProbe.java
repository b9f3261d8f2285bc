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
import java.time.Duration;
import java.util.List;

/**
 * Asks an address whether a Kafka broker is behind it, before any client does: a client that meets
 * another protocol takes its first four bytes for a length and may ask for gigabytes.
 *
 * <p>Sends ApiVersions, version 0 (Kafka protocol guide, "Request header v1"), which every broker
 * answers, before any authentication.
 */
final class BrokerProbe {
  private static final short API_VERSIONS = 18;
  private static final int CORRELATION = 0x5765;
  private static final int HEADER_BYTES = 10;
  private static final int MOST_ANSWER_BYTES = 1 << 20;

  private BrokerProbe() {}

  /**
   * Returns when one of the addresses answered as a broker.
   *
   * @throws UnavailableException if none did within the time limit, or one speaks otherwise
   * @throws SettingException if an address is not {@code host:port}
   */
  static void await(List<String> addresses, Duration timeLimit) {
    List<InetSocketAddress> parsed = addresses.stream().map(BrokerProbe::parse).toList();
    long deadlineNs = System.nanoTime() + timeLimit.toNanos();
    IOException last = new IOException("no address was given");
    for (int i = 0; i < parsed.size(); i++) {
      long shareNs = (deadlineNs - System.nanoTime()) / (parsed.size() - i);
      try {
        ask(parsed.get(i), addresses.get(i), System.nanoTime() + shareNs);
        return;
      } catch (IOException e) {
        last = e;
      }
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

  private static void ask(InetSocketAddress address, String shown, long deadlineNs)
      throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("unknown host " + address.getHostString());
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, leftMs(deadlineNs));
      boolean broker;
      try {
        broker = answersAsBroker(socket, deadlineNs);
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        // It took the connection and then closed it: as brokers do that expect TLS, and others.
        throw new IOException(notABroker("it"), e);
      }
      if (!broker) {
        throw new UnavailableException("kafka: " + notABroker(shown));
      }
    }
  }

  private static String notABroker(String who) {
    return who
        + " answers, but not as a Kafka broker; check the port, and for a broker with TLS set"
        + " kafka.client.security.protocol";
  }

  private static boolean answersAsBroker(Socket socket, long deadlineNs) throws IOException {
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    out.writeInt(HEADER_BYTES);
    out.writeShort(API_VERSIONS);
    out.writeShort(0);
    out.writeInt(CORRELATION);
    out.writeShort(-1);
    out.flush();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int bytes = readInt(socket, in, deadlineNs);
    return bytes >= HEADER_BYTES
        && bytes <= MOST_ANSWER_BYTES
        && readInt(socket, in, deadlineNs) == CORRELATION;
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
