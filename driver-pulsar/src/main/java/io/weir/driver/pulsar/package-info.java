/* SPDX-License-Identifier: Apache-2.0 */
/** Apache Pulsar behind the plug point: local servers, clients, and durability read back. */
@NullMarked
package io.weir.driver.pulsar;

import org.jspecify.annotations.NullMarked;
