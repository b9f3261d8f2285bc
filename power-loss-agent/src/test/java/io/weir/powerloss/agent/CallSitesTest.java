/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.powerloss.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class CallSitesTest {
  /** Calls both methods. */
  static final class Caller {
    static void call(RandomAccessFile file) throws IOException {
      file.setLength(1);
      file.getFD().sync();
    }
  }

  /** Has the names among its constants, longs too, but calls neither. */
  static final class Holder {
    static final long FIRST = 1L << 40;
    RandomAccessFile file;

    long length() throws IOException {
      return file.length() + FIRST + 0x1234_5678_9abcL;
    }
  }

  @Test
  void bothMethodsAreCalledThroughTheRecorder() throws IOException {
    byte[] changed = transformed(Caller.class);
    assertThat(calls(changed))
        .contains(
            "io/weir/powerloss/agent/Recorder.setLength", "io/weir/powerloss/agent/Recorder.sync")
        .doesNotContain("java/io/RandomAccessFile.setLength", "java/io/FileDescriptor.sync");
  }

  @Test
  void otherClassesStayAsTheyAre() throws IOException {
    assertThat(transformed(Holder.class)).isNull();
    assertThat(transformed(CallSitesTest.class)).isNull();
    assertThat(transformed(List.class)).isNull();
  }

  private static byte[] transformed(Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/');
    try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
      return new CallSites()
          .transform(CallSitesTest.class.getClassLoader(), name, null, null, in.readAllBytes());
    }
  }

  private static List<String> calls(byte[] bytes) {
    List<String> calls = new ArrayList<>();
    new ClassReader(bytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String descriptor, String generic, String[] thrown) {
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitMethodInsn(
                      int opcode, String owner, String method, String signature, boolean itf) {
                    calls.add(owner + "." + method);
                  }
                };
              }
            },
            0);
    return calls;
  }
}
