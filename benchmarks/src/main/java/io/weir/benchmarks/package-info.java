/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What the harness itself costs per record, by JMH. The rigs wire production classes as a run does;
 * only the broker's client is replaced, by one that answers and does nothing else.
 */
@NullMarked
package io.weir.benchmarks;

import org.jspecify.annotations.NullMarked;
