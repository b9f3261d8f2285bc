/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.spi;

/**
 * One publisher: it publishes to one topic.
 *
 * @param topic where to
 * @param partitions of that topic
 * @param index of this publisher among all publishers of the run, over all machines
 * @param publishers how many publishers the run has over all machines
 * @param maxInFlight records the harness will have unanswered at a time on this publisher
 * @param level the durability the client side must ask for
 * @param tuning batching and limits
 */
public record PublisherSpec(
    String topic,
    int partitions,
    int index,
    int publishers,
    int maxInFlight,
    DurabilityLevel level,
    ClientTuning tuning) {}
