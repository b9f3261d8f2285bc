/* SPDX-License-Identifier: Apache-2.0 */
package io.weir.core.provision;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.MavenSystemHome;
import eu.maveniverse.maven.mima.context.MavenUserHome;
import eu.maveniverse.maven.mima.runtime.standalonestatic.StandaloneStaticRuntime;
import io.weir.spi.ArtifactSet;
import io.weir.spi.UnavailableException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.SettingsBuilder;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.collection.DependencyCollectionException;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.eclipse.aether.util.repository.SimpleArtifactDescriptorPolicy;
import org.eclipse.aether.util.repository.SimpleResolutionErrorPolicy;

/**
 * Maven's dependency resolution for artifact sets. Not thread-safe; the context class loader must
 * be the harness's.
 */
final class MavenResolver implements AutoCloseable {
  private final Context context;
  private final DefaultRepositorySystemSession session;

  MavenResolver(ContextOverrides overrides) {
    SettingsRuntime runtime = new SettingsRuntime();
    this.context = runtime.create(overrides);
    this.session = new DefaultRepositorySystemSession(context.repositorySystemSession());
    session.setOffline(session.isOffline() || runtime.offline);
    // Maven remembers for a day that an artifact was missing; here the user may have repaired the
    // network or the mirror a second ago, and what was found is never asked for again.
    session.setResolutionErrorPolicy(new SimpleResolutionErrorPolicy(false, false));
  }

  List<Path> resolve(ArtifactSet artifacts) {
    try {
      CollectRequest collect = new CollectRequest();
      collect.setRepositories(context.remoteRepositories());
      Map<String, Dependency> managed = managed(artifacts);
      managed.values().forEach(collect::addManagedDependency);
      List<Exclusion> exclusions = artifacts.exclusions().stream().map(this::exclusion).toList();
      for (String root : artifacts.roots()) {
        collect.addDependency(
            new Dependency(
                pinned(new DefaultArtifact(root), artifacts.pins()),
                JavaScopes.RUNTIME,
                false,
                exclusions));
      }
      DependencyRequest request =
          new DependencyRequest(collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
      return context
          .repositorySystem()
          .resolveDependencies(session, request)
          .getArtifactResults()
          .stream()
          .map(ArtifactResult::getArtifact)
          .filter(artifact -> !artifact.getExtension().equals("pom"))
          .map(artifact -> artifact.getFile().toPath().toAbsolutePath())
          .distinct()
          .toList();
    } catch (RepositoryException | IllegalArgumentException e) {
      throw unavailable(artifacts, e);
    }
  }

  @Override
  public void close() {
    context.close();
  }

  /** Pins before imported management, in the order given: the first to name an artifact wins. */
  private Map<String, Dependency> managed(ArtifactSet artifacts)
      throws ArtifactDescriptorException {
    // Maven passes over a dependency without a POM; a management that is missing must not pass.
    DefaultRepositorySystemSession strict = new DefaultRepositorySystemSession(session);
    strict.setArtifactDescriptorPolicy(new SimpleArtifactDescriptorPolicy(false, false));
    Map<String, Dependency> managed = new LinkedHashMap<>();
    for (String pin : artifacts.pins()) {
      Artifact artifact = new DefaultArtifact(pin);
      managed.put(key(artifact), new Dependency(artifact, ""));
    }
    for (String bom : artifacts.boms()) {
      Artifact jar = new DefaultArtifact(bom);
      Artifact pom =
          new DefaultArtifact(jar.getGroupId(), jar.getArtifactId(), "pom", jar.getVersion());
      ArtifactDescriptorRequest request =
          new ArtifactDescriptorRequest(pom, context.remoteRepositories(), null);
      for (Dependency dependency :
          context
              .repositorySystem()
              .readArtifactDescriptor(strict, request)
              .getManagedDependencies()) {
        managed.putIfAbsent(key(dependency.getArtifact()), dependency);
      }
    }
    return managed;
  }

  /** Dependency management does not reach what is asked for directly; a pin does. */
  private static Artifact pinned(Artifact root, List<String> pins) {
    for (String pin : pins) {
      Artifact pinned = new DefaultArtifact(pin);
      if (key(pinned).equals(key(root))) {
        return pinned;
      }
    }
    return root;
  }

  private Exclusion exclusion(String coordinates) {
    String[] parts = coordinates.split(":", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          "exclusion " + coordinates + " must have the form group:artifact");
    }
    return new Exclusion(parts[0], parts[1], "*", "*");
  }

  private static String key(Artifact artifact) {
    return String.join(
        ":",
        artifact.getGroupId(),
        artifact.getArtifactId(),
        artifact.getExtension(),
        artifact.getClassifier());
  }

  private UnavailableException unavailable(ArtifactSet artifacts, Exception failure) {
    Set<String> missing = withoutPoms(missing(failure));
    String reason = reason(failure).lines().findFirst().orElse("").strip();
    String list = missing.stream().limit(5).collect(Collectors.joining(", "));
    String more = missing.size() > 5 ? " and " + (missing.size() - 5) + " more" : "";
    return new UnavailableException(
        artifacts.name()
            + " cannot be had from Maven"
            + (missing.isEmpty() ? "" : ": missing " + list + more)
            + ": "
            + reason
            + "; check the version and the "
            + (session.isOffline()
                ? "offline mode of your settings.xml"
                : "network and the mirror in your settings.xml")
            + "; without a network, run harness fetch "
            + artifacts.name().replaceFirst(" ", "@")
            + " where there is one and copy "
            + session.getLocalRepository().getBasedir()
            + " from there",
        failure);
  }

  /** Who misses a jar misses its description too, and need not read both. */
  private static Set<String> withoutPoms(Set<String> missing) {
    return missing.stream()
        .filter(
            coordinates ->
                !coordinates.contains(":pom:")
                    || !missing.contains(coordinates.replace(":pom:", ":jar:")))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Set<String> missing(Throwable failure) {
    Set<String> missing = new LinkedHashSet<>();
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof ArtifactResolutionException resolution) {
        resolution.getResults().stream()
            .filter(result -> !result.isResolved())
            .forEach(result -> missing.add(result.getRequest().getArtifact().toString()));
      } else if (at instanceof ArtifactDescriptorException descriptor) {
        missing.add(descriptor.getResult().getRequest().getArtifact().toString());
      } else if (at instanceof DependencyCollectionException collection) {
        collection.getResult().getExceptions().forEach(each -> missing.addAll(missing(each)));
      } else if (at instanceof DependencyResolutionException resolution) {
        resolution
            .getResult()
            .getCollectExceptions()
            .forEach(each -> missing.addAll(missing(each)));
      }
    }
    return missing;
  }

  /** What the deepest of the resolver's exceptions says, with the cause beneath it. */
  private static String reason(Throwable failure) {
    Throwable resolver = failure;
    Throwable root = failure;
    for (Throwable at = failure; at != null; at = at.getCause()) {
      resolver = at instanceof RepositoryException ? at : resolver;
      root = at;
    }
    String said = String.valueOf(resolver.getMessage());
    String cause = root.getMessage();
    return cause != null && said.contains(cause) ? said : said + " (" + root + ")";
  }

  /** The resolver's set-up does not take offline mode over from the user's settings. */
  private static final class SettingsRuntime extends StandaloneStaticRuntime {
    private boolean offline;

    @Override
    protected Settings newEffectiveSettings(
        ContextOverrides overrides,
        MavenUserHome userHome,
        MavenSystemHome systemHome,
        SettingsBuilder builder)
        throws SettingsBuildingException {
      Settings settings = super.newEffectiveSettings(overrides, userHome, systemHome, builder);
      offline = settings != null && settings.isOffline();
      return settings;
    }
  }
}
