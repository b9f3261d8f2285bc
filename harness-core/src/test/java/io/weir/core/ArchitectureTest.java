/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each package of the harness imports only what the table of the architecture allows. */
class ArchitectureTest {
  private static final String CORE = "io.weir.core.";

  /** A package may also import what the packages it may import hand on in their own signatures. */
  private static final Map<String, Set<String>> MAY_IMPORT = table();

  private final JavaClasses core =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.weir.core");

  private static Map<String, Set<String>> table() {
    Map<String, Set<String>> table = new LinkedHashMap<>();
    table.put("experiment", Set.of());
    table.put("plugin", Set.of("experiment"));
    table.put("provision", Set.of("experiment", "plugin"));
    table.put("measure", Set.of("experiment"));
    table.put("load", Set.of("experiment", "measure"));
    table.put("results", Set.of("experiment", "measure"));
    table.put("analysis", Set.of("results", "experiment", "measure"));
    table.put("report", Set.of("analysis", "results", "experiment", "measure"));
    table.put(
        "run",
        Set.of("experiment", "plugin", "provision", "measure", "load", "results", "analysis"));
    table.put(
        "cli",
        Set.of(
            "run",
            "analysis",
            "report",
            "experiment",
            "plugin",
            "provision",
            "measure",
            "results"));
    return table;
  }

  @TestFactory
  Stream<DynamicTest> everyPackageImportsOnlyWhatItMay() {
    return MAY_IMPORT.keySet().stream()
        .map(
            from ->
                DynamicTest.dynamicTest(
                    from,
                    () -> {
                      Set<String> others = new TreeSet<>(MAY_IMPORT.keySet());
                      others.remove(from);
                      others.removeAll(MAY_IMPORT.get(from));
                      List<String> forbidden = new ArrayList<>();
                      others.forEach(o -> forbidden.add(CORE + o + ".."));
                      noClasses()
                          .that()
                          .resideInAPackage(CORE + from + "..")
                          .should()
                          .dependOnClassesThat()
                          .resideInAnyPackage(forbidden.toArray(String[]::new))
                          .allowEmptyShould(true)
                          .check(core);
                    }));
  }

  @Test
  void everyClassLivesInAPackageOfTheTable() {
    classes()
        .should()
        .resideInAnyPackage(
            MAY_IMPORT.keySet().stream().map(p -> CORE + p + "..").toArray(String[]::new))
        .check(core);
  }

  @Test
  void theHarnessKnowsNoPlugin() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.weir.driver..", "io.weir.engine..", "org.apache.kafka..")
        .check(core);
  }
}
