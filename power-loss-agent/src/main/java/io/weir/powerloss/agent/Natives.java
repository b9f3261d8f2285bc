/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * What the JDK knows of open files but keeps to itself. Needs its packages java.io, sun.nio.ch and
 * jdk.internal.misc open to this class. Any thread.
 */
final class Natives {
  private static final int IOVEC_BYTES = 16;
  private static final int IOVEC_LENGTH = 8;

  private static final MethodHandle NUMBER;
  private static final MethodHandle SEEK;
  private static final MethodHandle SIZE;
  private static final MethodHandle GET_LONG;

  static {
    try {
      MethodHandles.Lookup own = MethodHandles.lookup();
      NUMBER =
          MethodHandles.privateLookupIn(FileDescriptor.class, own)
              .findGetter(FileDescriptor.class, "fd", int.class);
      Class<?> files = dispatcher();
      MethodHandles.Lookup channels = MethodHandles.privateLookupIn(files, own);
      SEEK =
          channels.findStatic(
              files, "seek0", MethodType.methodType(long.class, FileDescriptor.class, long.class));
      SIZE =
          channels.findStatic(
              files, "size0", MethodType.methodType(long.class, FileDescriptor.class));
      Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe", true, null);
      Object memory = unsafe.getMethod("getUnsafe").invoke(null);
      GET_LONG =
          own.findVirtual(unsafe, "getLong", MethodType.methodType(long.class, long.class))
              .bindTo(memory)
              .asType(MethodType.methodType(long.class, long.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Natives() {}

  /** Where the JDK's native methods for files are: it has moved them. */
  private static Class<?> dispatcher() throws ClassNotFoundException {
    try {
      return Class.forName("sun.nio.ch.UnixFileDispatcherImpl", true, null);
    } catch (ClassNotFoundException e) {
      return Class.forName("sun.nio.ch.FileDispatcherImpl", true, null);
    }
  }

  /** The number of a file descriptor; negative if it is closed. */
  static int number(FileDescriptor descriptor) throws Throwable {
    return (int) NUMBER.invokeExact(descriptor);
  }

  /** Where the next byte goes that is written without a position. */
  static long position(FileDescriptor descriptor) throws IOException, Throwable {
    return (long) SEEK.invokeExact(descriptor, -1L);
  }

  /** The file's size now. */
  static long size(FileDescriptor descriptor) throws IOException, Throwable {
    return (long) SIZE.invokeExact(descriptor);
  }

  /** How many bytes a vector of buffers for writev(2) holds together. */
  static long vectorLength(long address, int buffers) throws Throwable {
    long length = 0;
    for (int i = 0; i < buffers; i++) {
      length += (long) GET_LONG.invokeExact(address + (long) i * IOVEC_BYTES + IOVEC_LENGTH);
    }
    return length;
  }
}
