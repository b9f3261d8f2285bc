/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A broker in memory: the same code runs against it as against a real one. Its numbers are the
 * harness's own cost, which is what calibration asks for.
 */
@NullMarked
package io.weir.driver.loopback;

import org.jspecify.annotations.NullMarked;
