/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The contract suite of broker drivers: a driver's own test extends {@link
 * io.weir.spi.testkit.BrokerDriverContract} and gives it a running cluster.
 */
@NullMarked
package io.weir.spi.testkit;

import org.jspecify.annotations.NullMarked;
