/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The Flink plugin: starts a session cluster or reaches one that runs, writes the SQL of a job and
 * submits it over Flink's REST API. Holds no class of Flink.
 */
@NullMarked
package io.weir.engine.flink;

import org.jspecify.annotations.NullMarked;
