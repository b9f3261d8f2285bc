/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.results;

/**
 * The harness itself.
 *
 * @param version of the release
 * @param build what it was built from, as far as known
 * @param java the Java runtime it ran on
 */
public record HarnessFacts(String version, String build, String java) {}
