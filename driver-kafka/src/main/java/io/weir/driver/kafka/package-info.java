/* SPDX-License-Identifier: Apache-2.0 */
/** Apache Kafka behind the plug point: local servers, clients, and durability read back. */
@NullMarked
package io.weir.driver.kafka;

import org.jspecify.annotations.NullMarked;
