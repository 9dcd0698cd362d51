package io.github.tfmobile.registry.library;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.MissingDependency;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.problem.UnreadableTree;
import io.github.tfmobile.registry.scan.result.TranslationUnit;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.PresenceCondition;
import io.github.tfmobile.registry.target.TargetProfile;
import io.github.tfmobile.registry.target.Types;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds out which source files include what a platform's build does not have. */
public final class MissingDependencies {

    private static final List<String> TEST_FRAMEWORKS =
            List.of("<gtest/gtest.h>", "\"gtest/gtest.h\"", "\"gmock/gmock.h\"", "<gmock/gmock.h>");

    private record Dependency(MissingDependency.Kind kind, String name) {}

    private record Found(String header, SortedSet<Platform> platforms) {}

    private final Map<Platform, PlatformLibraries> platforms;
    private final Map<Platform, Integer> configurations = new EnumMap<>(Platform.class);
    private final List<ExternalLibrary> known;
    private final Set<String> ofMobileLibrary = new HashSet<>();

    /** What was found out of a header, as it is spelled: thousands of files include the same few. */
    private final Map<String, Map<Platform, Dependency>> missing = new HashMap<>();

    private MissingDependencies(Map<Platform, PlatformLibraries> platforms, List<ExternalLibrary> known) {
        this.platforms = platforms;
        this.known = known;
    }

    /**
     * What is missing, by file. A file of Bazel's mobile library misses nothing, since that is built.
     *
     * @param root the root of the tree
     * @param tree its BUILD files
     * @param scan what the scan of the tree found
     * @param profiles the target profiles of the tree, each of which was scanned
     * @param stockLists the op lists of the tree
     * @throws ProblemException when a file of the tree cannot be read
     */
    public static SortedMap<String, List<MissingDependency>> of(
            Path root,
            BuildTree tree,
            TreeScan scan,
            SortedMap<TargetProfile, Configuration> profiles,
            SortedMap<String, List<String>> stockLists)
            throws ProblemException {
        List<ExternalLibrary> known = ExternalLibrary.all();
        try {
            MissingDependencies finder = new MissingDependencies(PlatformLibraries.of(root, tree, known), known);
            profiles.forEach((profile, configuration) -> {
                if (profile.types() == Types.DEFAULT) {
                    finder.configurations.put(
                            profile.platform(), scan.configurations().indexOf(configuration));
                }
            });
            stockLists.values().forEach(finder.ofMobileLibrary::addAll);
            return finder.find(scan.units());
        } catch (IOException e) {
            throw UnreadableTree.of(root, e);
        }
    }

    private SortedMap<String, List<MissingDependency>> find(Collection<TranslationUnit> units) {
        SortedMap<String, List<MissingDependency>> byFile = new TreeMap<>();
        for (TranslationUnit unit : units) {
            List<MissingDependency> ofUnit = isOfLibrary(unit) ? of(unit) : List.of();
            if (!ofUnit.isEmpty()) {
                byFile.put(unit.file(), ofUnit);
            }
        }
        return byFile;
    }

    /** Whether a library may have a file; tests include the headers of a test framework. */
    private static boolean isOfLibrary(TranslationUnit unit) {
        return (CppFile.isOfRuntime(unit.file()) || unit.registersKernels() || unit.registersOps())
                && TEST_FRAMEWORKS.stream().noneMatch(header -> unit.externals().containsKey(header));
    }

    private List<MissingDependency> of(TranslationUnit unit) {
        SortedMap<String, Map<Platform, Dependency>> lacking = new TreeMap<>();
        for (String header : unit.externals().keySet()) {
            Map<Platform, Dependency> of = missing.computeIfAbsent(header, this::missing);
            if (!of.isEmpty()) {
                lacking.put(header, of);
            }
        }
        Map<Dependency, Found> found = new LinkedHashMap<>();
        for (Map.Entry<String, Map<Platform, Dependency>> external : lacking.entrySet()) {
            PresenceCondition included = unit.externals().getOrDefault(external.getKey(), PresenceCondition.NEVER);
            for (Map.Entry<Platform, Dependency> one : external.getValue().entrySet()) {
                Platform platform = one.getKey();
                if (isIncluded(included, platform) && mayMiss(unit.file(), platform)) {
                    found.computeIfAbsent(one.getValue(), d -> new Found(plain(external.getKey()), new TreeSet<>()))
                            .platforms()
                            .add(platform);
                }
            }
        }
        List<MissingDependency> ofUnit = new ArrayList<>();
        found.forEach((dependency, where) -> ofUnit.add(
                new MissingDependency(dependency.kind(), dependency.name(), where.header(), where.platforms())));
        return ofUnit;
    }

    private boolean isIncluded(PresenceCondition presence, Platform platform) {
        Integer configuration = configurations.get(platform);
        return configuration != null && configuration >= 0 && presence.holdsIn(configuration);
    }

    private boolean mayMiss(String file, Platform platform) {
        PlatformLibraries libraries = platforms.get(platform);
        return libraries == null || libraries.fromMakefile() || !ofMobileLibrary.contains(file);
    }

    /** What each platform lacks of a header. */
    private Map<Platform, Dependency> missing(String spelled) {
        Map<Platform, Dependency> lacking = new EnumMap<>(Platform.class);
        platforms.forEach((platform, libraries) ->
                missing(spelled, libraries).ifPresent(dependency -> lacking.put(platform, dependency)));
        return lacking;
    }

    private Optional<Dependency> missing(String spelled, PlatformLibraries libraries) {
        String header = plain(spelled);
        Optional<ExternalLibrary> library = ExternalLibrary.of(header, known);
        if (library.isPresent()) {
            return library.map(ExternalLibrary::name)
                    .filter(name -> !libraries.names().contains(name))
                    .map(name -> new Dependency(MissingDependency.Kind.LIBRARY, name));
        }
        String line = listLine(header);
        if (!line.isEmpty()) {
            return libraries.generates(line)
                    ? Optional.empty()
                    : Optional.of(new Dependency(MissingDependency.Kind.PROTO, line));
        }
        return libraries.isOfUnknownLibrary(spelled)
                ? Optional.of(new Dependency(MissingDependency.Kind.LIBRARY, "the library that has " + header))
                : Optional.empty();
    }

    private static String plain(String spelled) {
        return spelled.substring(1, spelled.length() - 1);
    }

    /** The line of the makefile's lists for which a header is generated; empty for headers that are not. */
    private static String listLine(String header) {
        if (header.endsWith(".pb.h")) {
            return header.substring(0, header.length() - ".pb.h".length()) + ".proto";
        }
        int text = header.indexOf(".pb_text");
        return text > 0 ? header.substring(0, text) + ".pb_text.cc" : "";
    }
}
