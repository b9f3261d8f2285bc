/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.spi.BrokerCluster;
import io.weir.spi.BrokerDriver;
import io.weir.spi.EngineAdapter;
import io.weir.spi.Publisher;
import io.weir.spi.Query;
import io.weir.spi.Subscriber;
import io.weir.spi.Workload;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every method of the plug point's types, found by reflection so that a new one is not missed. */
class ContextTest {
  private final ClassLoader plugin = new ClassLoader(null) {};
  private final List<String> calledInContext = new ArrayList<>();
  private final List<String> calledOutside = new ArrayList<>();

  @Test
  void allCallsAreMadeInTheContextButPublishing() throws Exception {
    BrokerDriver driver = new ContextDriver(fake(BrokerDriver.class), new PluginContext(plugin));
    callAll(BrokerDriver.class, driver);
    BrokerCluster cluster = driver.connect(null);
    callAll(BrokerCluster.class, cluster);
    callAll(Publisher.class, cluster.openPublisher(null, null));
    callAll(Subscriber.class, cluster.openSubscriber(null, null));

    assertThat(calledOutside).containsOnly("Publisher.publish", "Publisher.flush");
    assertThat(calledInContext)
        .contains("BrokerDriver.launch", "BrokerCluster.close", "Publisher.close")
        .contains("Subscriber.awaitReady", "Subscriber.close", "BrokerCluster.openPublisher");
  }

  @Test
  void enginesAndWorkloadsAreCalledInTheContextAlways() throws Exception {
    PluginContext context = new PluginContext(plugin);
    callAll(EngineAdapter.class, new ContextEngine(fake(EngineAdapter.class), context));
    Workload workload = new ContextWorkload(fake(Workload.class), context);
    callAll(Workload.class, workload);
    callAll(Query.class, workload.queries().get(0));
    assertThat(calledOutside).isEmpty();
    assertThat(calledInContext)
        .contains("EngineAdapter.supports", "Workload.queries", "Query.text", "Query.dialects");
  }

  @Test
  void theCallersContextIsRestoredAfterAFailure() {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    PluginContext context = new PluginContext(plugin);
    assertThatThrownBy(
            () ->
                context.run(
                    () -> {
                      throw new IllegalStateException("boom");
                    }))
        .hasMessage("boom");
    assertThatThrownBy(
            () ->
                context.call(
                    () -> {
                      throw new IllegalStateException("boom");
                    }))
        .hasMessage("boom");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  private void callAll(Class<?> type, Object target) throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    for (Method method : type.getMethods()) {
      int calls = calledInContext.size() + calledOutside.size();
      try {
        method.invoke(target, zeros(method));
      } catch (InvocationTargetException e) {
        throw new IllegalStateException(method.toString(), e);
      }
      assertThat(calledInContext.size() + calledOutside.size()).isEqualTo(calls + 1);
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }
  }

  private <T> T fake(Class<T> type) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              boolean inContext = Thread.currentThread().getContextClassLoader() == plugin;
              (inContext ? calledInContext : calledOutside)
                  .add(type.getSimpleName() + "." + method.getName());
              return method.getName().equals("queries")
                  ? List.of(fake(Query.class))
                  : answer(method.getReturnType());
            });
    return type.cast(proxy);
  }

  private Object answer(Class<?> type) {
    if (Set.of(BrokerCluster.class, Publisher.class, Subscriber.class).contains(type)) {
      return fake(type);
    }
    Map<Class<?>, Object> answers =
        Map.of(
            boolean.class,
            false,
            int.class,
            0,
            List.class,
            List.of(),
            Optional.class,
            Optional.empty(),
            Map.class,
            Map.of(),
            String.class,
            "");
    return answers.get(type);
  }

  private static Object[] zeros(Method method) {
    List<Object> zeros = new ArrayList<>();
    for (Class<?> type : method.getParameterTypes()) {
      zeros.add(type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null);
    }
    return zeros.toArray();
  }
}
