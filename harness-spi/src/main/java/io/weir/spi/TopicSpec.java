/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * A topic to be created.
 *
 * @param name its name
 * @param partitions at least 1
 * @param level the durability its settings must give
 */
public record TopicSpec(String name, int partitions, DurabilityLevel level) {}
