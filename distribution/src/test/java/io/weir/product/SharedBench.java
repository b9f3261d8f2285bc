/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link KafkaBench} of the test run: made for the first, closed at the end.
 */
final class SharedBench implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == KafkaBench.class;
  }

  @Override
  public KafkaBench resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedBench.class))
        .getOrComputeIfAbsent(KafkaBench.class, type -> new KafkaBench(), KafkaBench.class);
  }
}
