package io.myelin.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dependencies between modules point downwards only: docs/architecture.md, "Layers". */
class LayeringTest {
  private static JavaClasses classes;

  @BeforeAll
  static void importModules() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.myelin");
  }

  @DisplayName("every module is on the class path of this test, so that no rule passes unseen")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "protocol",
        "config",
        "security",
        "core",
        "store",
        "jetstream",
        "server",
        "testkit"
      })
  void imported(String module) {
    assertThat(classes.stream())
        .anyMatch(type -> type.getPackageName().startsWith("io.myelin." + module));
  }

  @Test
  @DisplayName("each module uses only the modules below it")
  void downwardsOnly() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.myelin..")
        .withOptionalLayers(true)
        .layer("protocol")
        .definedBy("io.myelin.protocol..")
        .layer("config")
        .definedBy("io.myelin.config..")
        .layer("security")
        .definedBy("io.myelin.security..")
        .layer("core")
        .definedBy("io.myelin.core..")
        .layer("store")
        .definedBy("io.myelin.store..")
        .layer("jetstream")
        .definedBy("io.myelin.jetstream..")
        .layer("server")
        .definedBy("io.myelin.server..")
        .layer("testkit")
        .definedBy("io.myelin.testkit..")
        .layer("bench")
        .definedBy("io.myelin.bench..")
        .layer("conformance")
        .definedBy("io.myelin.conformance..")
        .whereLayer("protocol")
        .mayNotAccessAnyLayer()
        .whereLayer("config")
        .mayOnlyAccessLayers("protocol")
        .whereLayer("security")
        .mayOnlyAccessLayers("config", "protocol")
        .whereLayer("core")
        .mayOnlyAccessLayers("security", "config", "protocol")
        .whereLayer("store")
        .mayOnlyAccessLayers("protocol")
        .whereLayer("jetstream")
        .mayOnlyAccessLayers("store", "core", "security", "config", "protocol")
        .whereLayer("server")
        .mayOnlyAccessLayers("jetstream", "store", "core", "security", "config", "protocol")
        .whereLayer("testkit")
        .mayOnlyAccessLayers(
            "server", "jetstream", "store", "core", "security", "config", "protocol")
        .whereLayer("testkit")
        .mayOnlyBeAccessedByLayers("conformance")
        .whereLayer("bench")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("conformance")
        .mayNotBeAccessedByAnyLayer()
        .check(classes);
  }

  @Test
  @DisplayName("no cycles between packages")
  void noCycles() {
    slices().matching("io.myelin.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  @DisplayName("only the server and what is above it knows Netty")
  void nettyStaysInTheServer() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.myelin.protocol..",
            "io.myelin.config..",
            "io.myelin.security..",
            "io.myelin.core..",
            "io.myelin.jetstream..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(classes);
  }

  @Test
  @DisplayName("the protocol module knows no socket and no file")
  void protocolIsPure() {
    noClasses()
        .that()
        .resideInAPackage("io.myelin.protocol..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..")
        .check(classes);
  }
}
