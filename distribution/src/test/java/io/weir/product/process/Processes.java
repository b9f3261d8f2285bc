/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What {@code /proc} tells of the processes of this machine. */
final class Processes {
  private Processes() {}

  /** Living processes that have the text in their command line. */
  static Set<Long> withArgument(String text) {
    return living(process -> read(process.resolve("cmdline")).contains(text));
  }

  /** Living processes with this environment variable, which children inherit. */
  static Set<Long> withVariable(String name, String value) {
    return living(
        process -> ("\0" + read(process.resolve("environ"))).contains("\0" + name + "=" + value));
  }

  /** Living processes of a group. */
  static Set<Long> ofGroup(long group) {
    return living(process -> statusField(process, 2).equals(Long.toString(group)));
  }

  /** The process group of a process; -1 if it is gone. */
  static long groupOf(long pid) {
    String group = statusField(process(pid), 2);
    return group.isEmpty() ? -1 : Long.parseLong(group);
  }

  static boolean lives(long pid) {
    String state = statusField(process(pid), 0);
    return !state.isEmpty() && !state.equals("Z") && !state.equals("X");
  }

  static boolean isStopped(long pid) {
    return statusField(process(pid), 0).equals("T");
  }

  /** The command line of a process, for a person. */
  static String commandLine(long pid) {
    return read(process(pid).resolve("cmdline")).replace('\0', ' ').strip();
  }

  /** Sends a signal to a process, or with a negative id to a group. */
  static void signal(String signal, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -s \"$1\" -- \"$2\"", "sh", signal, Long.toString(pid))
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Whether this process was started with Ctrl-C ignored, as shells do for background jobs. */
  static boolean interruptIgnored() {
    return read(process(ProcessHandle.current().pid()).resolve("status"))
        .lines()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  private static Path process(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }

  private static Set<Long> living(Predicate<Path> wanted) {
    Set<Long> found = new TreeSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : all) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (lives(pid) && wanted.test(process)) {
          found.add(pid);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("/proc cannot be read", e);
    }
    return found;
  }

  /** Of {@code pid (name) state ppid pgrp …}: the fields after the name, from 0. */
  private static String statusField(Path process, int index) {
    String stat = read(process.resolve("stat"));
    int name = stat.lastIndexOf(')');
    return name < 0 ? "" : stat.substring(name + 2).split(" ", -1)[index];
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // The process has ended.
      return "";
    }
  }
}
