/* SPDX-License-Identifier: Apache-2.0 */
/** What runs on a Flink cluster: the main class of the job jars. */
@NullMarked
package io.weir.engine.flink.job;

import org.jspecify.annotations.NullMarked;
