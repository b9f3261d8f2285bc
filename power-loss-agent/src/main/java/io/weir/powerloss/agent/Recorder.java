/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.SyncFailedException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the changed methods of the JDK call, before and after they do something to a file. An
 * operation that begins with one of the {@code …ing} methods ends with one of the {@code done}
 * methods, or with {@link #failed}, on the same thread.
 *
 * <p>None of them throws. What goes wrong in here is written to the record. Any thread.
 */
public final class Recorder {
  private static final int O_ACCMODE = 3;
  private static final int PAGE_BYTES = 4096;
  private static final int FRAMES = 6;
  private static final int ATTEMPTS = 5;

  private static final ThreadLocal<Call> CALLS = new Calls();

  private static volatile @Nullable Recorder instance;

  /** Something went wrong that could not even be recorded. */
  private static volatile boolean unsaid;

  private final RecordLog log;
  private final Inodes inodes = new Inodes();
  private final Inode.Readers readers = new Inode.Readers();

  private Recorder(RecordLog log) {
    this.log = log;
  }

  /** Begins to record. */
  static void install(RecordLog log) {
    instance = new Recorder(log);
  }

  /** Of one thread. No lambdas in here, which would be made by bootstrapping. */
  private static final class Calls extends ThreadLocal<Call> {
    @Override
    protected Call initialValue() {
      return new Call();
    }
  }

  /** What a thread is doing. */
  private static final class Call {
    /** Inside this class: the recorder's own files are not recorded. */
    private boolean own;

    /** How many operations it is in: one may be made of another, and then the outer counts. */
    private int depth;

    private @Nullable Operation operation;
  }

  /** Something that is done to a file, and what is to be recorded when it has ended. */
  private abstract static class Operation {
    abstract void ended(Recorder recorder, boolean well) throws Throwable;
  }

  // What the changed methods call.

  /** Bytes are about to be written where the file's position is, or at its end. */
  public static void writing(FileDescriptor descriptor, long length) {
    writing(descriptor, -1, length);
  }

  /** Bytes are about to be written at a position. */
  public static void writing(FileDescriptor descriptor, long position, long length) {
    Call call = enter();
    if (call != null) {
      try {
        call.operation = recorder().write(descriptor, position, length);
      } catch (Throwable e) {
        fault(e);
      }
      call.own = false;
    }
  }

  /** Buffers are about to be written where the file's position is, or at its end. */
  public static void writingVector(FileDescriptor descriptor, long address, int buffers) {
    Call call = enter();
    if (call != null) {
      try {
        long length = Natives.vectorLength(address, buffers);
        call.operation = recorder().write(descriptor, -1, length);
      } catch (Throwable e) {
        fault(e);
      }
      call.own = false;
    }
  }

  /** As {@link #writing(FileDescriptor, long)}; the JDK complains itself of no bytes. */
  public static void writing(FileOutputStream stream, byte @Nullable [] bytes) {
    writing(stream, bytes == null ? 0 : bytes.length);
  }

  /** As {@link #writing(FileDescriptor, long)}. */
  public static void writing(FileOutputStream stream, long length) {
    Call call = enter();
    if (call != null) {
      try {
        call.operation = recorder().write(stream.getFD(), -1, length);
      } catch (Throwable e) {
        fault(e);
      }
      call.own = false;
    }
  }

  /** As {@link #writing(FileDescriptor, long)}; the JDK complains itself of no bytes. */
  public static void writing(RandomAccessFile file, byte @Nullable [] bytes) {
    writing(file, bytes == null ? 0 : bytes.length);
  }

  /** As {@link #writing(FileDescriptor, long)}. */
  public static void writing(RandomAccessFile file, long length) {
    Call call = enter();
    if (call != null) {
      try {
        call.operation = recorder().write(file.getFD(), -1, length);
      } catch (Throwable e) {
        fault(e);
      }
      call.own = false;
    }
  }

  /** A file is about to be forced. */
  public static void forcing(FileDescriptor descriptor) {
    Call call = enter();
    if (call != null) {
      try {
        call.operation = recorder().force(descriptor);
      } catch (Throwable e) {
        fault(e);
      }
      call.own = false;
    }
  }

  /** Mapped memory is about to be forced. */
  public static void forcingMapped(long address, long length) {
    Call call = enter();
    if (call != null) {
      try {
        call.operation = recorder().forceMapped(address, length);
      } catch (Throwable e) {
        fault(e);
      }
      call.own = false;
    }
  }

  /** A file's size is about to be set. */
  public static void resizing(FileDescriptor descriptor, long size) {
    Call call = enter();
    if (call != null) {
      try {
        call.operation = recorder().resize(descriptor, size);
      } catch (Throwable e) {
        fault(e);
      }
      call.own = false;
    }
  }

  /**
   * A name is about to be removed.
   *
   * @param path a path or file of the JDK
   */
  public static void removing(Object path) {
    Call call = enter();
    if (call != null) {
      try {
        call.operation = recorder().remove(Path.of(path.toString()), null);
      } catch (Throwable e) {
        fault(e);
      }
      call.own = false;
    }
  }

  /**
   * A file is about to be given a name that another may have.
   *
   * @param from a path or file of the JDK
   * @param to likewise
   */
  public static void renaming(Object from, Object to) {
    Call call = enter();
    if (call != null) {
      try {
        call.operation =
            recorder().remove(Path.of(to.toString()), Stat.of(Path.of(from.toString())));
      } catch (Throwable e) {
        fault(e);
      }
      call.own = false;
    }
  }

  /** The operation has ended well. */
  public static void done() {
    end(true);
  }

  /** The operation has ended, well if the system returned no negative number. */
  public static void done(int status) {
    end(status >= 0);
  }

  /** The operation has ended, well if the system returned no negative number. */
  public static void done(long status) {
    end(status >= 0);
  }

  /** The operation has ended, well or not. */
  public static void done(boolean well) {
    end(well);
  }

  /** The operation has ended with an exception. */
  public static void failed() {
    end(false);
  }

  /**
   * A file was opened.
   *
   * @param number of its descriptor
   * @param flags of open(2)
   */
  public static void opened(int number, int flags) {
    Call call = own();
    if (call != null) {
      try {
        if (number >= 0 && (flags & O_ACCMODE) != 0) {
          recorder().open(number);
        }
      } catch (Throwable e) {
        fault(e);
      }
      call.own = false;
    }
  }

  /** A file was opened. */
  public static void opened(FileOutputStream stream) {
    Call call = own();
    if (call != null) {
      try {
        recorder().open(Natives.number(stream.getFD()));
      } catch (Throwable e) {
        fault(e);
      }
      call.own = false;
    }
  }

  /** A file was opened. */
  public static void opened(RandomAccessFile file) {
    Call call = own();
    if (call != null) {
      try {
        recorder().open(Natives.number(file.getFD()));
      } catch (Throwable e) {
        fault(e);
      }
      call.own = false;
    }
  }

  // What the changed classes of applications call, in place of native methods.

  /** {@link FileDescriptor#sync}. */
  public static void sync(FileDescriptor descriptor) throws SyncFailedException {
    boolean well = false;
    forcing(descriptor);
    try {
      descriptor.sync();
      well = true;
    } finally {
      done(well);
    }
  }

  /** {@link RandomAccessFile#setLength}. */
  public static void setLength(RandomAccessFile file, long size) throws IOException {
    boolean well = false;
    resizing(file.getFD(), size);
    try {
      file.setLength(size);
      well = true;
    } finally {
      done(well);
    }
  }

  /** For the agent: something could not be done. */
  static void fault(Throwable cause) {
    Recorder recorder = instance;
    if (recorder == null) {
      return;
    }
    try {
      StringBuilder what = new StringBuilder(cause.toString());
      StackTraceElement[] trace = cause.getStackTrace();
      for (int i = 0; i < Math.min(FRAMES, trace.length); i++) {
        what.append(" at ").append(trace[i]);
      }
      recorder.log.fault(what.toString());
    } catch (Throwable e) {
      // No stack or memory left to say more: told by the next that has some.
      unsaid = true;
    }
  }

  // Entering and leaving.

  /** Null if nothing is to be recorded; else the caller is marked as the recorder's own code. */
  private static @Nullable Call enter() {
    try {
      if (instance == null) {
        return null;
      }
      Call call = CALLS.get();
      if (call.own || call.depth++ > 0) {
        return null;
      }
      call.own = true;
      return call;
    } catch (Throwable e) {
      fault(e);
      return null;
    }
  }

  /** For what has no end. */
  private static @Nullable Call own() {
    try {
      if (instance == null) {
        return null;
      }
      Call call = CALLS.get();
      if (call.own) {
        return null;
      }
      call.own = true;
      return call;
    } catch (Throwable e) {
      fault(e);
      return null;
    }
  }

  private static void end(boolean well) {
    try {
      Recorder recorder = instance;
      if (recorder == null) {
        return;
      }
      Call call = CALLS.get();
      if (call.own || call.depth == 0 || --call.depth > 0) {
        return;
      }
      Operation operation = call.operation;
      call.operation = null;
      if (operation != null) {
        call.own = true;
        try {
          operation.ended(recorder, well);
        } finally {
          call.own = false;
        }
      }
      if (unsaid) {
        unsaid = false;
        recorder.log.fault("an earlier failure could not be recorded");
      }
    } catch (Throwable e) {
      fault(e);
    }
  }

  private static Recorder recorder() {
    Recorder recorder = instance;
    if (recorder == null) {
      throw new IllegalStateException("not installed");
    }
    return recorder;
  }

  // The operations.

  private @Nullable Operation write(FileDescriptor descriptor, long position, long length)
      throws Throwable {
    try {
      return writeOpen(descriptor, position, length);
    } catch (IOException e) {
      return unlessClosed(descriptor, e);
    }
  }

  /** Closed by another thread, or by an interrupt, it will not be written or forced either. */
  private static @Nullable Operation unlessClosed(FileDescriptor descriptor, IOException e)
      throws Throwable {
    if (Natives.number(descriptor) >= 0) {
      throw e;
    }
    return null;
  }

  private @Nullable Operation writeOpen(FileDescriptor descriptor, long position, long length)
      throws Throwable {
    OpenFile open = inodes.of(descriptor);
    if (open == null || open.inode == null || length <= 0) {
      return null;
    }
    Inode inode = open.inode;
    long from = open.synchronous ? start(open, descriptor, position) : 0;
    long[] stamps = inode.writing(log, readers, open, descriptor, position, length);
    if (stamps.length == 0 && !open.synchronous) {
      return null;
    }
    return new Operation() {
      @Override
      void ended(Recorder recorder, boolean well) throws Throwable {
        inode.wrote(stamps);
        if (well && open.synchronous) {
          // Closed since, it tells no size any more; then it has at least what was written.
          long size = Natives.number(descriptor) < 0 ? from + length : Natives.size(descriptor);
          inode.forced(log, inode.forcing(log, size, from, from + length));
        }
      }
    };
  }

  private static long start(OpenFile open, FileDescriptor descriptor, long position)
      throws Throwable {
    if (open.appends) {
      return Natives.size(descriptor);
    }
    return position < 0 ? Natives.position(descriptor) : position;
  }

  private @Nullable Operation force(FileDescriptor descriptor) throws Throwable {
    try {
      OpenFile open = inodes.of(descriptor);
      if (open == null || open.inode == null) {
        return null;
      }
      long size = Natives.size(descriptor);
      return forced(open.inode, size, 0, RecordLog.TO_THE_END);
    } catch (IOException e) {
      return unlessClosed(descriptor, e);
    }
  }

  private @Nullable Operation forceMapped(long address, long length) throws IOException {
    Mappings mapping = Mappings.at(address);
    Stat stat = mapping == null ? null : Stat.of(Path.of(mapping.path));
    for (int i = 0; i < ATTEMPTS && mapping != null && stat == null; i++) {
      // Renamed in between.
      mapping = Mappings.at(address);
      stat = mapping == null ? null : Stat.of(Path.of(mapping.path));
    }
    if (mapping == null || stat == null || !stat.regular) {
      return null;
    }
    // The system forces whole pages.
    long from = mapping.offset / PAGE_BYTES * PAGE_BYTES;
    long to = (mapping.offset + length + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    return forced(inodes.of(stat.key), stat.size, from, to);
  }

  private Operation forced(Inode inode, long size, long from, long to) {
    Inode.Force force = inode.forcing(log, size, from, to);
    return new Operation() {
      @Override
      void ended(Recorder recorder, boolean well) {
        if (well) {
          inode.forced(log, force);
        }
      }
    };
  }

  private @Nullable Operation resize(FileDescriptor descriptor, long size) throws Throwable {
    OpenFile open;
    try {
      open = inodes.of(descriptor);
    } catch (IOException e) {
      return unlessClosed(descriptor, e);
    }
    if (open == null || open.inode == null) {
      return null;
    }
    Inode inode = open.inode;
    return new Operation() {
      @Override
      void ended(Recorder recorder, boolean well) {
        if (well) {
          inode.resized(log, size);
        }
      }
    };
  }

  /**
   * @param but the file that gets the name, which is not removed if it has it already
   */
  private @Nullable Operation remove(Path name, @Nullable Stat but) throws IOException {
    Stat stat = Stat.of(name);
    if (stat == null
        || !stat.regular
        || stat.links > 1
        || (but != null && but.key.equals(stat.key))) {
      return null;
    }
    Inode inode = inodes.of(stat.key);
    // Its number may be another file's before this thread can tell that it is gone.
    long begun = log.stamp();
    return new Operation() {
      @Override
      void ended(Recorder recorder, boolean well) throws IOException {
        if (well) {
          inode.gone(log, begun);
          inodes.forget(inode);
          readers.close(inode);
        }
      }
    };
  }

  private void open(int number) throws IOException {
    Stat stat = Stat.of(number);
    if (stat.regular && stat.size == 0) {
      inodes.anew(stat.key).fresh(log);
    }
  }
}
