/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.product.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.weir.spi.testkit.BrokerDriverContract;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/** The contract suites on a plugin of somebody else's: they pass what keeps them, and only that. */
@Timeout(240)
class ContractIT {
  private static final String TEST = "org/example/toy/ToyContractTest";
  private static final String WORKLOAD_TEST = "org/example/toy/ToyWorkloadContractTest";
  private static final String WORKLOAD = "org/example/toy/ToyWorkload.java";
  private static final String DRIVER = "org/example/toy/ToyDriver.java";
  private static final String PARTITION = "org/example/toy/ToyPartition.java";
  private static final String PUBLISHER = "org/example/toy/ToyPublisher.java";
  private static final String COPY = "Arrays.copyOfRange(payload, offset, offset + length)";
  private static final String DELIVERY =
      "everyRecordIsAnsweredOnceAndReachesEverySubscriptionOnceInOrder";

  @TempDir Path directory;

  @Test
  void aDriverThatKeepsTheContractPasses() throws Exception {
    TestExecutionSummary summary = execute(PluginBuild.toy());
    assertThat(summary.getFailures()).isEmpty();
    long tests =
        Arrays.stream(BrokerDriverContract.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .count();
    assertThat(summary.getTestsSucceededCount()).isEqualTo(tests).isGreaterThan(10);
  }

  @Test
  void aLostRecordIsFound() throws Exception {
    PluginBuild loses =
        PluginBuild.toy()
            .with(PARTITION, "private final int mostRecords;", "private int appended, mostRecords;")
            .with(PARTITION, "log.add(record);", "if (appended++ != 99) log.add(record);");
    // One record in each of the four partitions.
    assertThat(failures(execute(loses, DELIVERY)))
        .singleElement()
        .asString()
        .contains("9996 of 10000 received");
  }

  @Test
  void aRecordThatComesTwiceIsFound() throws Exception {
    PluginBuild repeats =
        PluginBuild.toy()
            .with(
                PARTITION,
                "log.add(record);",
                "log.add(record); if (log.size() == 99) log.add(record);");
    assertThat(failures(execute(repeats, DELIVERY))).hasSize(1);
  }

  @Test
  void aDriverThatKeepsTheCallersArrayIsFound() throws Exception {
    PluginBuild keeps =
        PluginBuild.toy().with(PUBLISHER, COPY, "length == payload.length ? payload : " + COPY);
    assertThat(failures(execute(keeps, "aPartOfAnArrayIsTheRecordAndTheArrayMayBeReused")))
        .hasSize(1);
  }

  @Test
  void aRefusalWithoutAReasonIsFound() throws Exception {
    PluginBuild silent = PluginBuild.toy().with(DRIVER, "Compression.LZ4,\n", "");
    assertThat(failures(execute(silent, "whateverIsNotOfferedHasAReason")))
        .singleElement()
        .asString()
        .contains("LZ4");
  }

  @Test
  void aWorkloadThatKeepsTheContractPasses() throws Exception {
    TestExecutionSummary summary = executeTest(WORKLOAD_TEST, PluginBuild.toy());
    assertThat(summary.getFailures()).isEmpty();
    assertThat(summary.getTestsSucceededCount()).isGreaterThan(10);
  }

  @Test
  void recordsThatDependOnTheOrderOfMakingAreFound() throws Exception {
    PluginBuild counts =
        PluginBuild.toy()
            .with(WORKLOAD, "private final byte[][] keys;", "private final byte[][] keys; int n;")
            .with(
                WORKLOAD,
                "write(false, Schema.eventMs(intendedNs), index,",
                "write(false, Schema.eventMs(intendedNs), n++,");
    assertThat(failures(executeTest(WORKLOAD_TEST, counts)))
        .isNotEmpty()
        .allSatisfy(failure -> assertThat(failure).contains("record "));
  }

  @Test
  void aRecordWithoutRoomForItsStampIsFound() throws Exception {
    PluginBuild spaced = PluginBuild.toy().with(WORKLOAD, "\"{\\\"weir\\\":", "\"{ \\\"weir\\\":");
    assertThat(failures(executeTest(WORKLOAD_TEST, spaced))).isNotEmpty();
  }

  private static List<String> failures(TestExecutionSummary summary) {
    return summary.getFailures().stream().map(Failure::getException).map(String::valueOf).toList();
  }

  /** Runs the toy plugin's own test, all of it or some of its methods. */
  private TestExecutionSummary execute(PluginBuild toy, String... methods) throws Exception {
    return executeTest(TEST, toy, methods);
  }

  private TestExecutionSummary executeTest(String tested, PluginBuild toy, String... methods)
      throws Exception {
    Path jar = toy.write(directory.resolve("toy.jar"));
    Path test = PluginBuild.toyDirectory().resolve("src/test/java/" + tested + ".java");
    PluginBuild contract =
        PluginBuild.empty().source(tested + ".java", Files.readString(test)).library(jar);
    for (String element : System.getProperty("java.class.path").split(":", -1)) {
      contract.library(Path.of(element));
    }
    Path tests = contract.write(directory.resolve("tests.jar"));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader classes =
        new URLClassLoader(
            new URL[] {jar.toUri().toURL(), tests.toUri().toURL()},
            ContractIT.class.getClassLoader())) {
      thread.setContextClassLoader(classes);
      Class<?> type = classes.loadClass(tested.replace('/', '.'));
      List<? extends DiscoverySelector> selected =
          methods.length == 0
              ? List.of(selectClass(type))
              : Stream.of(methods).map(method -> selectMethod(type, method)).toList();
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request().selectors(selected).build();
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      LauncherFactory.create().execute(request, listener);
      return listener.getSummary();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
