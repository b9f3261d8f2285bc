/* SPDX-License-Identifier: Apache-2.0 */
/**
 * An agent inside server JVMs that records, by inode, what they force to disk. Its classes are
 * loaded by the bootstrap loader, since the JDK's own classes call them; they use nothing but the
 * JDK and a copy of ASM that is no other class's.
 */
@NullMarked
package io.weir.powerloss.agent;

import org.jspecify.annotations.NullMarked;
