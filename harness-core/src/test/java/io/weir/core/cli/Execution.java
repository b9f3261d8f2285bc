/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a command line came to, in this process. */
record Execution(int exitCode, String out, String err) {
  static Execution of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode = Main.execute(arguments, new PrintWriter(out), new PrintWriter(err));
    return new Execution(exitCode, out.toString(), err.toString());
  }
}
