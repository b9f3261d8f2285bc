/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Two methods of the JDK are native, at least in Java 17: {@code FileDescriptor.sync} and {@code
 * RandomAccessFile.setLength}. Where a class of the application calls one, it calls the {@link
 * Recorder} instead, which passes it on. Any thread.
 */
final class CallSites implements ClassFileTransformer {
  private static final String RECORDER = "io/weir/powerloss/agent/Recorder";
  private static final String OWN = "io/weir/powerloss/agent/";
  private static final String DESCRIPTOR_CLASS = "java/io/FileDescriptor";
  private static final String FILE_CLASS = "java/io/RandomAccessFile";
  private static final byte[] DESCRIPTOR_NAME =
      DESCRIPTOR_CLASS.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FILE_NAME = FILE_CLASS.getBytes(StandardCharsets.US_ASCII);

  private static final byte UTF8 = 1;
  private static final byte LONG = 5;
  private static final byte DOUBLE = 6;
  private static final byte CLASS = 7;
  private static final byte STRING = 8;
  private static final byte METHOD_HANDLE = 15;
  private static final byte METHOD_TYPE = 16;
  private static final byte MODULE = 19;
  private static final byte PACKAGE = 20;

  private static final int POOL_COUNT = 8;
  private static final int POOL = 10;

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String type,
      @Nullable Class<?> before,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    try {
      if (!ofApplication(loader, type) || !mentions(bytes)) {
        return null;
      }
      ClassReader reader = new ClassReader(bytes);
      ClassWriter writer = new ClassWriter(reader, 0);
      Rewritten rewritten = new Rewritten(writer);
      reader.accept(rewritten, 0);
      return rewritten.changed ? writer.toByteArray() : null;
    } catch (Throwable e) {
      Recorder.fault(e);
      return null;
    }
  }

  /** Of the bootstrap loader's, those here that do as an application does. */
  private static boolean ofApplication(@Nullable ClassLoader loader, @Nullable String type) {
    return loader != null
        || (OWN + "SelfTest").equals(type)
        || (type != null && type.startsWith(OWN + "Fixture"));
  }

  /** A quick look at the class's constants, since most classes have nothing to do with it. */
  private static boolean mentions(byte[] bytes) {
    int count = u2(bytes, POOL_COUNT);
    int at = POOL;
    for (int i = 1; i < count; i++) {
      if (bytes[at] == UTF8) {
        int length = u2(bytes, at + 1);
        if (is(bytes, at + 3, length, DESCRIPTOR_NAME) || is(bytes, at + 3, length, FILE_NAME)) {
          return true;
        }
        at += 3 + length;
      } else {
        // These take the place of two.
        i += bytes[at] == LONG || bytes[at] == DOUBLE ? 1 : 0;
        at += size(bytes[at]);
      }
    }
    return false;
  }

  /** Of a constant with its tag, JVM specification 4.4. */
  private static int size(byte tag) {
    return switch (tag) {
      case LONG, DOUBLE -> 9;
      case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE -> 3;
      case METHOD_HANDLE -> 4;
      default -> 5;
    };
  }

  private static boolean is(byte[] bytes, int at, int length, byte[] name) {
    if (length != name.length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[at + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static int u2(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  private static final class Rewritten extends ClassVisitor {
    private boolean changed;

    Rewritten(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor code = super.visitMethod(access, name, descriptor, signature, exceptions);
      return new MethodVisitor(Opcodes.ASM9, code) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String method, String signature, boolean ofInterface) {
          if (opcode == Opcodes.INVOKEVIRTUAL
              && owner.equals(DESCRIPTOR_CLASS)
              && method.equals("sync")
              && signature.equals("()V")) {
            changed = true;
            invoke("sync", "(L" + DESCRIPTOR_CLASS + ";)V");
          } else if (opcode == Opcodes.INVOKEVIRTUAL
              && owner.equals(FILE_CLASS)
              && method.equals("setLength")
              && signature.equals("(J)V")) {
            changed = true;
            invoke("setLength", "(L" + FILE_CLASS + ";J)V");
          } else {
            super.visitMethodInsn(opcode, owner, method, signature, ofInterface);
          }
        }

        private void invoke(String method, String signature) {
          super.visitMethodInsn(Opcodes.INVOKESTATIC, RECORDER, method, signature, false);
        }
      };
    }
  }
}
