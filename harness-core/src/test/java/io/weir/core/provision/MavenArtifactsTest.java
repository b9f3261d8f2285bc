/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.maveniverse.maven.mima.context.ContextOverrides;
import io.weir.spi.ArtifactSet;
import io.weir.spi.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenArtifactsTest {
  @TempDir Path directory;
  private final AtomicInteger resolvers = new AtomicInteger();
  private String settings = "";

  /**
   * app 1 needs lib 1 and, optionally, extra 1, and for its tests check 1; lib 1 and lib 2 need
   * base 1; the POM platform 1 manages base 2.
   */
  @BeforeEach
  void publish() throws IOException {
    settings = settings(directory.resolve("remote").toUri().toString(), false);
    artifact(
        "app",
        "1",
        dependency("lib", "1", "")
            + dependency("extra", "1", OPTIONAL)
            + dependency("check", "1", "<scope>test</scope>"));
    artifact("lib", "1", dependency("base", "1", "<scope>runtime</scope>"));
    artifact("lib", "2", dependency("base", "1", ""));
    artifact("base", "1", "");
    artifact("base", "2", "");
    artifact("extra", "1", "");
    artifact("check", "1", "");
    pom(
        "platform",
        "1",
        "pom",
        "<dependencyManagement><dependencies>"
            + dependency("base", "2", "")
            + "</dependencies></dependencyManagement>");
    artifact("broken", "1", dependency("nowhere", "7", ""));
  }

  @Test
  void theTreeIsResolvedWithoutOptionalAndTestDependencies() {
    assertThat(resolve(set(List.of("t:app:1"), List.of(), List.of(), List.of())))
        .containsExactly("app-1.jar", "lib-1.jar", "base-1.jar");
  }

  @Test
  void anImportedBomManagesTheTree() {
    assertThat(resolve(set(List.of("t:app:1"), List.of("t:platform:1"), List.of(), List.of())))
        .containsExactly("app-1.jar", "lib-1.jar", "base-2.jar");
  }

  @Test
  void aPinOverridesTreeBomAndRoot() {
    assertThat(resolve(set(List.of("t:app:1"), List.of(), List.of("t:lib:2"), List.of())))
        .containsExactly("app-1.jar", "lib-2.jar", "base-1.jar");
    assertThat(
            resolve(
                set(List.of("t:app:1"), List.of("t:platform:1"), List.of("t:base:1"), List.of())))
        .containsExactly("app-1.jar", "lib-1.jar", "base-1.jar");
    assertThat(resolve(set(List.of("t:lib:1"), List.of(), List.of("t:lib:2"), List.of())))
        .containsExactly("lib-2.jar", "base-1.jar");
  }

  @Test
  void anExclusionCutsTheTree() {
    assertThat(resolve(set(List.of("t:app:1"), List.of(), List.of(), List.of("t:base"))))
        .containsExactly("app-1.jar", "lib-1.jar");
  }

  @Test
  void anArchiveIsResolvedByItsExtension() throws IOException {
    Path folder = directory.resolve("remote/t/dist/1");
    pom("dist", "1", "pom", "");
    Files.writeString(folder.resolve("dist-1.tar.gz"), "x");
    assertThat(resolve(set(List.of("t:dist:tar.gz:1"), List.of(), List.of(), List.of())))
        .containsExactly("dist-1.tar.gz");
  }

  @Test
  void aKnownClassPathNeedsNoResolver() throws IOException {
    ArtifactSet app = set(List.of("t:app:1"), List.of(), List.of(), List.of());
    List<String> jars = resolve(app);
    assertThat(resolvers).hasValue(1);
    deleteRemote();
    assertThat(resolve(app)).isEqualTo(jars);
    assertThat(resolvers).hasValue(1);
  }

  @Test
  void aClassPathWithAMissingJarIsResolvedAnew() throws IOException {
    ArtifactSet app = set(List.of("t:app:1"), List.of(), List.of(), List.of());
    resolve(app);
    Files.delete(directory.resolve("local/t/lib/1/lib-1.jar"));
    assertThat(resolve(app)).contains("lib-1.jar");
    assertThat(resolvers).hasValue(2);
    assertThat(directory.resolve("local/t/lib/1/lib-1.jar")).exists();
  }

  @Test
  void setsThatDifferAreRememberedApart() {
    resolve(set(List.of("t:app:1"), List.of(), List.of(), List.of()));
    assertThat(resolve(set(List.of("t:app:1"), List.of(), List.of(), List.of("t:base"))))
        .hasSize(2);
    assertThat(resolve(set(List.of("t:app:1"), List.of(), List.of("t:lib:2"), List.of())))
        .contains("lib-2.jar");
  }

  @Test
  void whatMayChangeIsNotRemembered() {
    ArtifactSet range = set(List.of("t:base:[1,)"), List.of(), List.of(), List.of());
    assertThatThrownBy(() -> resolve(range)).isInstanceOf(UnavailableException.class);
    ClassPathCache cache = new ClassPathCache(directory.resolve("cache"));
    cache.put(range, List.of(directory));
    assertThat(cache.get(range)).isEmpty();
    assertThat(directory.resolve("cache")).doesNotExist();
  }

  @Test
  void whatCannotBeHadIsNamedInOneLine() {
    assertThatThrownBy(() -> resolve(set(List.of("t:broken:1"), List.of(), List.of(), List.of())))
        .isInstanceOf(UnavailableException.class)
        .hasMessageStartingWith("toy 1 cannot be had from Maven")
        .hasMessageContaining("t:nowhere:jar:7")
        .hasMessageContaining(
            "harness fetch toy@1 where there is one and copy " + directory.resolve("local"))
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> resolve(set(List.of("t:app"), List.of(), List.of(), List.of())))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("t:app");
    assertThatThrownBy(
            () -> resolve(set(List.of("t:app:1"), List.of("t:absent:1"), List.of(), List.of())))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("t:absent");
  }

  @Test
  void aFailureIsNotRememberedOnceRepaired() throws IOException {
    ArtifactSet broken = set(List.of("t:broken:1"), List.of(), List.of(), List.of());
    assertThatThrownBy(() -> resolve(broken)).isInstanceOf(UnavailableException.class);
    artifact("nowhere", "7", "");
    assertThat(resolve(broken)).containsExactly("broken-1.jar", "nowhere-7.jar");
  }

  @Test
  void aDeadMirrorShowsItsRealCause() {
    // Port 1 of the loopback address is reserved and refuses.
    settings = settings("http://127.0.0.1:1/", false);
    assertThatThrownBy(() -> resolve(set(List.of("t:app:1"), List.of(), List.of(), List.of())))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("t:app")
        .hasMessageContaining("http://127.0.0.1:1/")
        .hasMessageContaining("Connection refused")
        .hasMessageContaining("mirror in your settings.xml");
  }

  @Test
  void settingsThatCannotBeReadAreNamedInOneLine() {
    settings = "<settings><offl";
    assertThatThrownBy(() -> resolve(set(List.of("t:app:1"), List.of(), List.of(), List.of())))
        .isInstanceOf(UnavailableException.class)
        .hasMessageStartingWith("toy 1 cannot be had from Maven")
        .hasMessageContaining("settings.xml")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aDamagedJarIsNamedWithItsCure() throws IOException {
    ArtifactSet app = set(List.of("t:app:1"), List.of(), List.of(), List.of());
    resolve(app);
    Path jar = directory.resolve("local/t/lib/1/lib-1.jar");
    for (byte[] damage : List.of(new byte[0], Arrays.copyOf(EMPTY_JAR, 21), new byte[4096])) {
      Files.write(jar, damage);
      assertThatThrownBy(() -> resolve(app))
          .isInstanceOf(UnavailableException.class)
          .hasMessageStartingWith("toy 1 cannot be started: " + jar + " is damaged")
          .hasMessageContaining("delete")
          .hasMessageNotContaining("\n");
    }
    Files.delete(jar);
    assertThat(resolve(app)).contains("lib-1.jar");
  }

  @Test
  void offlineModeIsHonouredAndNamed() {
    settings = settings("http://127.0.0.1:1/", true);
    assertThatThrownBy(() -> resolve(set(List.of("t:app:1"), List.of(), List.of(), List.of())))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("t:app")
        .hasMessageContaining("offline mode");
  }

  @Test
  void resolvesUnderAForeignContextClassLoader() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      assertThat(resolve(set(List.of("t:app:1"), List.of(), List.of(), List.of()))).hasSize(3);
      assertThat(thread.getContextClassLoader()).isEqualTo(ClassLoader.getPlatformClassLoader());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void theUsersRepositoryServesPublishedArtifacts() {
    try (MavenArtifacts artifacts = new MavenArtifacts(directory.resolve("cache"))) {
      ArtifactSet logging =
          new ArtifactSet(
              "logging", List.of("org.slf4j:slf4j-jdk14:1.7.36"), List.of(), List.of(), List.of());
      List<Path> jars = artifacts.resolve(logging);
      assertThat(jars).allMatch(Files::isRegularFile);
      assertThat(names(jars)).containsExactly("slf4j-jdk14-1.7.36.jar", "slf4j-api-1.7.36.jar");
    }
  }

  @Test
  void theCacheLiesWhereTheDesktopSaysOrInTheHome() {
    assertThat(MavenArtifacts.defaultCacheDirectory(Map.of("XDG_CACHE_HOME", "/x")))
        .isEqualTo(Path.of("/x/weir/classpaths"));
    Path home = Path.of(System.getProperty("user.home"), ".cache/weir/classpaths");
    assertThat(MavenArtifacts.defaultCacheDirectory(Map.of())).isEqualTo(home);
    assertThat(MavenArtifacts.defaultCacheDirectory(Map.of("XDG_CACHE_HOME", "x"))).isEqualTo(home);
  }

  /** The end of a table of contents that names no file. */
  private static final byte[] EMPTY_JAR = Arrays.copyOf(new byte[] {'P', 'K', 5, 6}, 22);

  private static final String OPTIONAL = "<optional>true</optional>";

  private List<String> resolve(ArtifactSet set) {
    try (MavenArtifacts artifacts =
        new MavenArtifacts(
            directory.resolve("cache"),
            () -> {
              resolvers.incrementAndGet();
              return new MavenResolver(overrides());
            })) {
      return names(artifacts.resolve(set));
    }
  }

  private ContextOverrides overrides() {
    try {
      return ContextOverrides.create()
          .withUserSettings(true)
          .checksumPolicy(ContextOverrides.ChecksumPolicy.IGNORE)
          .withUserSettingsXmlOverride(
              Files.writeString(directory.resolve("settings.xml"), settings))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String settings(String url, boolean offline) {
    return "<settings><localRepository>%s</localRepository><offline>%s</offline><mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors></settings>"
        .formatted(directory.resolve("local"), offline, url);
  }

  private static ArtifactSet set(
      List<String> roots, List<String> boms, List<String> pins, List<String> exclusions) {
    return new ArtifactSet("toy 1", roots, boms, pins, exclusions);
  }

  private static List<String> names(List<Path> jars) {
    return jars.stream().map(jar -> jar.getFileName().toString()).toList();
  }

  private static String dependency(String name, String version, String more) {
    return "<dependency><groupId>t</groupId><artifactId>%s</artifactId><version>%s</version>%s</dependency>"
        .formatted(name, version, more);
  }

  private void artifact(String name, String version, String dependencies) throws IOException {
    pom(name, version, "jar", "<dependencies>" + dependencies + "</dependencies>");
    Path folder = directory.resolve("remote/t").resolve(name).resolve(version);
    Files.write(folder.resolve(name + "-" + version + ".jar"), EMPTY_JAR);
  }

  private void pom(String name, String version, String packaging, String more) throws IOException {
    Path folder =
        Files.createDirectories(directory.resolve("remote/t").resolve(name).resolve(version));
    Files.writeString(
        folder.resolve(name + "-" + version + ".pom"),
        "<project><modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>%s</artifactId><version>%s</version><packaging>%s</packaging>%s</project>"
            .formatted(name, version, packaging, more));
  }

  private void deleteRemote() throws IOException {
    Files.move(directory.resolve("remote"), directory.resolve("gone"));
  }
}
