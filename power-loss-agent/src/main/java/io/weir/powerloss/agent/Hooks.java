/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Changes the JDK's methods through which files are written, forced, resized, opened, renamed and
 * removed so that they tell the {@link Recorder}. Those of them that are native are reached through
 * the methods that call them, or by {@link CallSites}.
 *
 * <p>One thread.
 */
final class Hooks implements ClassFileTransformer {
  private static final String RECORDER = "io/weir/powerloss/agent/Recorder";
  private static final String FD = "Ljava/io/FileDescriptor;";
  private static final String UNIX_PATH = "Lsun/nio/fs/UnixPath;";

  /** Where the JDK's dispatcher of files is, by version. */
  private static final List<String> DISPATCHERS =
      List.of("sun/nio/ch/FileDispatcherImpl", "sun/nio/ch/UnixFileDispatcherImpl");

  private final List<Hook> hooks = new ArrayList<>();
  private final List<Hook> found = new ArrayList<>();
  private @Nullable Throwable failure;

  /** Puts arguments on the stack and calls the recorder. */
  private interface Call {
    void emit(MethodVisitor code);
  }

  /** A method to change. */
  private static final class Hook {
    private final List<String> classes;
    private final String method;
    private final String descriptor;
    private final @Nullable Call before;

    /** In place of telling that the operation is done. */
    private final @Nullable Call after;

    private Hook(
        List<String> classes,
        String method,
        String descriptor,
        @Nullable Call before,
        @Nullable Call after) {
      this.classes = classes;
      this.method = method;
      this.descriptor = descriptor;
      this.before = before;
      this.after = after;
    }

    private boolean fits(String type, String name, String signature) {
      return classes.contains(type) && method.equals(name) && descriptor.equals(signature);
    }

    @Override
    public String toString() {
      return classes.get(0).replace('/', '.') + "." + method + descriptor;
    }
  }

  Hooks() {
    channels();
    streams("java/io/FileOutputStream", "(Ljava/lang/String;Z)V");
    streams("java/io/RandomAccessFile", "(Ljava/lang/String;I)V");
    names();
  }

  /** The classes to change, in the JDK's own notation; not every version has all. */
  static List<String> classes() {
    List<String> names = new ArrayList<>();
    DISPATCHERS.forEach(name -> names.add(name.replace('/', '.')));
    names.add("java.nio.MappedMemoryUtils");
    names.add("sun.nio.fs.UnixNativeDispatcher");
    names.add("java.io.FileOutputStream");
    names.add("java.io.RandomAccessFile");
    names.add("java.io.UnixFileSystem");
    return names;
  }

  /** What this Java lacks or what went wrong, once all classes have been changed. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (Hook hook : hooks) {
      if (!found.contains(hook)) {
        missing.add(hook.toString());
      }
    }
    if (failure != null) {
      missing.add(failure.toString());
    }
    return missing;
  }

  private void channels() {
    dispatcher("force", "(" + FD + "Z)I", code -> call(code, "forcing", "(" + FD + ")V", 1));
    dispatcher(
        "truncate",
        "(" + FD + "J)I",
        code -> {
          code.visitVarInsn(Opcodes.ALOAD, 1);
          code.visitVarInsn(Opcodes.LLOAD, 2);
          invoke(code, "resizing", "(" + FD + "J)V");
        });
    dispatcher(
        "write",
        "(" + FD + "JI)I",
        code -> {
          code.visitVarInsn(Opcodes.ALOAD, 1);
          code.visitVarInsn(Opcodes.ILOAD, 4);
          code.visitInsn(Opcodes.I2L);
          invoke(code, "writing", "(" + FD + "J)V");
        });
    dispatcher(
        "pwrite",
        "(" + FD + "JIJ)I",
        code -> {
          code.visitVarInsn(Opcodes.ALOAD, 1);
          code.visitVarInsn(Opcodes.LLOAD, 5);
          code.visitVarInsn(Opcodes.ILOAD, 4);
          code.visitInsn(Opcodes.I2L);
          invoke(code, "writing", "(" + FD + "JJ)V");
        });
    dispatcher(
        "writev",
        "(" + FD + "JI)J",
        code -> {
          code.visitVarInsn(Opcodes.ALOAD, 1);
          code.visitVarInsn(Opcodes.LLOAD, 2);
          code.visitVarInsn(Opcodes.ILOAD, 4);
          invoke(code, "writingVector", "(" + FD + "JI)V");
        });
    // A static method: descriptor, address, whether synchronous, index, length.
    hook(
        List.of("java/nio/MappedMemoryUtils"),
        "force",
        "(" + FD + "JZJJ)V",
        code -> {
          code.visitVarInsn(Opcodes.LLOAD, 1);
          code.visitVarInsn(Opcodes.LLOAD, 4);
          code.visitInsn(Opcodes.LADD);
          code.visitVarInsn(Opcodes.LLOAD, 6);
          invoke(code, "forcingMapped", "(JJ)V");
        },
        null);
  }

  private void dispatcher(String method, String descriptor, Call before) {
    hook(DISPATCHERS, method, descriptor, before, null);
  }

  private void streams(String type, String openDescriptor) {
    String self = "L" + type + ";";
    hook(
        List.of(type),
        "open",
        openDescriptor,
        null,
        code -> call(code, "opened", "(" + self + ")V", 0));
    hook(
        List.of(type),
        "write",
        "(I)V",
        code -> {
          code.visitVarInsn(Opcodes.ALOAD, 0);
          code.visitInsn(Opcodes.LCONST_1);
          invoke(code, "writing", "(" + self + "J)V");
        },
        null);
    hook(
        List.of(type),
        "write",
        "([B)V",
        code -> {
          code.visitVarInsn(Opcodes.ALOAD, 0);
          code.visitVarInsn(Opcodes.ALOAD, 1);
          invoke(code, "writing", "(" + self + "[B)V");
        },
        null);
    hook(
        List.of(type),
        "write",
        "([BII)V",
        code -> {
          code.visitVarInsn(Opcodes.ALOAD, 0);
          code.visitVarInsn(Opcodes.ILOAD, 3);
          code.visitInsn(Opcodes.I2L);
          invoke(code, "writing", "(" + self + "J)V");
        },
        null);
  }

  private void names() {
    List<String> unix = List.of("sun/nio/fs/UnixNativeDispatcher");
    hook(unix, "open", "(" + UNIX_PATH + "II)I", null, code -> opened(code, 1));
    hook(unix, "openat", "(I[BII)I", null, code -> opened(code, 2));
    hook(
        unix,
        "unlink",
        "(" + UNIX_PATH + ")V",
        code -> call(code, "removing", "(Ljava/lang/Object;)V", 0),
        null);
    hook(
        unix,
        "rename",
        "(" + UNIX_PATH + UNIX_PATH + ")V",
        code -> call(code, "renaming", "(Ljava/lang/Object;Ljava/lang/Object;)V", 0, 1),
        null);
    List<String> old = List.of("java/io/UnixFileSystem");
    hook(
        old,
        "delete",
        "(Ljava/io/File;)Z",
        code -> call(code, "removing", "(Ljava/lang/Object;)V", 1),
        null);
    hook(
        old,
        "rename",
        "(Ljava/io/File;Ljava/io/File;)Z",
        code -> call(code, "renaming", "(Ljava/lang/Object;Ljava/lang/Object;)V", 1, 2),
        null);
  }

  /** The descriptor's number is the result, which stays; the flags are a parameter. */
  private static void opened(MethodVisitor code, int flags) {
    code.visitInsn(Opcodes.DUP);
    code.visitVarInsn(Opcodes.ILOAD, flags);
    invoke(code, "opened", "(II)V");
  }

  private void hook(
      List<String> classes,
      String method,
      String descriptor,
      @Nullable Call before,
      @Nullable Call after) {
    hooks.add(new Hook(classes, method, descriptor, before, after));
  }

  /** With references from local variables as arguments. */
  private static void call(MethodVisitor code, String method, String descriptor, int... locals) {
    for (int local : locals) {
      code.visitVarInsn(Opcodes.ALOAD, local);
    }
    invoke(code, method, descriptor);
  }

  private static void invoke(MethodVisitor code, String method, String descriptor) {
    code.visitMethodInsn(Opcodes.INVOKESTATIC, RECORDER, method, descriptor, false);
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String type,
      @Nullable Class<?> before,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (loader != null || type == null || !classes().contains(type.replace('/', '.'))) {
      return null;
    }
    try {
      ClassReader reader = new ClassReader(bytes);
      ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
      reader.accept(new Changed(writer, type), 0);
      return writer.toByteArray();
    } catch (RuntimeException | LinkageError e) {
      failure = e;
      return null;
    }
  }

  private final class Changed extends ClassVisitor {
    private final String type;

    Changed(ClassVisitor next, String type) {
      super(Opcodes.ASM9, next);
      this.type = type;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor code = super.visitMethod(access, name, descriptor, signature, exceptions);
      if ((access & (Opcodes.ACC_NATIVE | Opcodes.ACC_ABSTRACT)) == 0) {
        for (Hook hook : hooks) {
          if (hook.fits(type, name, descriptor)) {
            found.add(hook);
            return new Told(code, hook, frame(access, descriptor));
          }
        }
      }
      return code;
    }

    /** The local variables at a method's beginning: this and the parameters. */
    private Object[] frame(int access, String descriptor) {
      List<Object> locals = new ArrayList<>();
      if ((access & Opcodes.ACC_STATIC) == 0) {
        locals.add(type);
      }
      for (Type parameter : Type.getArgumentTypes(descriptor)) {
        locals.add(
            switch (parameter.getSort()) {
              case Type.LONG -> Opcodes.LONG;
              case Type.DOUBLE -> Opcodes.DOUBLE;
              case Type.FLOAT -> Opcodes.FLOAT;
              case Type.ARRAY, Type.OBJECT -> parameter.getInternalName();
              default -> Opcodes.INTEGER;
            });
      }
      return locals.toArray();
    }
  }

  /** A method that tells of its beginning, of each of its returns, and of what it throws. */
  private static final class Told extends MethodVisitor {
    private final Hook hook;
    private final Object[] locals;
    private final Label begin = new Label();

    Told(MethodVisitor next, Hook hook, Object[] locals) {
      super(Opcodes.ASM9, next);
      this.hook = hook;
      this.locals = locals;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      if (hook.before != null) {
        hook.before.emit(mv);
        mv.visitLabel(begin);
      }
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
        if (hook.after != null) {
          hook.after.emit(mv);
        } else {
          done(opcode);
        }
      }
      super.visitInsn(opcode);
    }

    private void done(int opcode) {
      if (opcode == Opcodes.RETURN) {
        invoke(mv, "done", "()V");
      } else if (opcode == Opcodes.LRETURN) {
        mv.visitInsn(Opcodes.DUP2);
        invoke(mv, "done", "(J)V");
      } else {
        mv.visitInsn(Opcodes.DUP);
        invoke(mv, "done", hook.descriptor.endsWith("Z") ? "(Z)V" : "(I)V");
      }
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
      if (hook.before != null) {
        Label end = new Label();
        mv.visitLabel(end);
        mv.visitTryCatchBlock(begin, end, end, null);
        Object[] thrown = {"java/lang/Throwable"};
        mv.visitFrame(Opcodes.F_FULL, locals.length, locals, thrown.length, thrown);
        invoke(mv, "failed", "()V");
        mv.visitInsn(Opcodes.ATHROW);
      }
      super.visitMaxs(maxStack, maxLocals);
    }
  }
}
