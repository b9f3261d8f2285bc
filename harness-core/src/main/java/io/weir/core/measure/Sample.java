/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.measure;

/**
 * One reading of a resource. Names that end in {@code _total} are cumulative: only their
 * differences mean anything. The others are as of the moment.
 *
 * @param atNs when, from T0
 * @param source what kind of thing was read: {@code process}, {@code host}, {@code net}, {@code
 *     disk}, {@code gc}, {@code thread}
 * @param entity which one
 * @param name what was read
 * @param unit of the value: {@code s}, {@code bytes}, {@code count} or {@code load}
 * @param value in that unit
 */
public record Sample(
    long atNs, String source, String entity, String name, String unit, double value) {}
