/* SPDX-License-Identifier: Apache-2.0 */
/** What SQL over Flink's Pulsar connector lacks. */
@NullMarked
package io.weir.engine.flink.job.pulsar;

import org.jspecify.annotations.NullMarked;
