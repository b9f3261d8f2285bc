/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy on the loopback address that holds every byte back for a time, in each direction.
 *
 * <p>A direction is a queue of what was read and when it is due: reading goes on meanwhile, so
 * bandwidth is not limited, and order is kept. Safe for any thread.
 */
final class DelayProxy implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private final ServerSocket listening;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile int targetPort;
  private volatile long delayNs;

  /** What was read at once; none at the end. */
  private record Chunk(ByteBuffer bytes, long dueNs) {}

  DelayProxy() {
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("accept", this::accept);
  }

  /** Where it listens. */
  int port() {
    return listening.getLocalPort();
  }

  /** Where connections made from now on go. */
  void to(int port) {
    targetPort = port;
  }

  /** What is read from now on is held back for this long. */
  void delay(Duration oneWay) {
    delayNs = oneWay.toNanos();
  }

  private void accept() throws IOException {
    while (!listening.isClosed()) {
      Socket client = listening.accept();
      Socket server = new Socket();
      sockets.add(client);
      sockets.add(server);
      try {
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
      } catch (IOException refused) {
        client.close();
        continue;
      }
      pipe(client, server);
      pipe(server, client);
    }
  }

  private void pipe(Socket from, Socket to) throws IOException {
    to.setTcpNoDelay(true);
    BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>();
    start("read", () -> read(from, queue));
    start("write", () -> write(queue, to));
  }

  private void read(Socket from, BlockingQueue<Chunk> queue) throws IOException {
    byte[] buffer = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        queue.add(
            new Chunk(ByteBuffer.wrap(Arrays.copyOf(buffer, n)), System.nanoTime() + delayNs));
      }
    } finally {
      queue.add(new Chunk(ByteBuffer.allocate(0), System.nanoTime() + delayNs));
    }
  }

  private void write(BlockingQueue<Chunk> queue, Socket to)
      throws IOException, InterruptedException {
    // Closing also ends the other direction, whose peer is gone.
    try (to) {
      OutputStream out = to.getOutputStream();
      for (Chunk chunk = queue.take(); chunk.bytes().hasRemaining(); chunk = queue.take()) {
        for (long left = chunk.dueNs() - System.nanoTime();
            left > 0;
            left = chunk.dueNs() - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        out.write(chunk.bytes().array());
      }
    }
  }

  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  private static void start(String what, Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException | InterruptedException ended) {
                // A connection's end, or the proxy's.
              }
            },
            "proxy-" + what);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
