package io.github.tfmobile.registry.link;

import io.github.tfmobile.registry.MobileBuild;
import io.github.tfmobile.registry.SourceFacts;
import io.github.tfmobile.registry.SourceFile;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.bazel.Label;
import io.github.tfmobile.registry.bazel.link.DeclaredHeaders;
import io.github.tfmobile.registry.bazel.link.LinkedFiles;
import io.github.tfmobile.registry.scan.result.IncludeList;
import io.github.tfmobile.registry.scan.result.TranslationUnit;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.TargetProfile;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads from the BUILD files of a tree what they say of mobile builds. */
public final class MobileBuildReader {

    private final BuildTree android;
    private final SourceFacts facts;

    private MobileBuildReader(BuildTree android, SourceFacts facts) {
        this.android = android;
        this.facts = facts;
    }

    /**
     * What they say of the files that some facts are about.
     *
     * @param tree the BUILD files
     * @param scan what the scan of the tree found
     * @param profiles the target profiles of the tree, each of which was scanned
     */
    public static MobileBuild read(
            BuildTree tree, TreeScan scan, SortedMap<TargetProfile, Configuration> profiles, SourceFacts facts) {
        MobileBuildReader reader = new MobileBuildReader(tree.with(Platform.ANDROID.bazelConfiguration()), facts);
        String library = StockLists.BAZEL_LIBRARIES.stream()
                .filter(label -> facts.stockLists().containsKey(label))
                .findFirst()
                .orElse("");
        return library.isEmpty()
                ? MobileBuild.NONE
                : new MobileBuild(
                        reader.targets(tree, platforms(profiles)),
                        reader.groups(library),
                        reader.headers(library, scan, profiles));
    }

    /** Those whose configuration is another one than that of the machine that builds. */
    private static SortedSet<Platform> platforms(SortedMap<TargetProfile, Configuration> profiles) {
        SortedSet<Platform> platforms = new TreeSet<>();
        profiles.keySet().forEach(profile -> platforms.add(profile.platform()));
        platforms.removeIf(platform -> !platform.isConfigured());
        return platforms;
    }

    private SortedMap<Platform, SortedMap<String, String>> targets(BuildTree tree, SortedSet<Platform> platforms) {
        SortedMap<Platform, SortedMap<String, String>> targets = new TreeMap<>();
        for (Platform platform : platforms) {
            SortedMap<String, String> other = new TreeMap<>();
            Map<String, String> owners = Owners.of(facts.files().keySet(), tree.with(platform.bazelConfiguration()));
            for (SourceFile file : facts.files().values()) {
                String target = owners.getOrDefault(file.path(), "");
                if (!target.equals(file.target())) {
                    other.put(file.path(), target);
                }
            }
            targets.put(platform, other);
        }
        targets.values().removeIf(Map::isEmpty);
        return targets;
    }

    private SortedMap<String, String> groups(String library) {
        SortedMap<String, String> groups = new TreeMap<>();
        LinkedFiles.of(android, List.of(Label.parse(library, ""))).files().forEach((file, group) -> {
            if (facts.files().containsKey(file)) {
                groups.put(file, group.toString());
            }
        });
        return groups;
    }

    private SortedMap<String, SortedSet<String>> headers(
            String library, TreeScan scan, SortedMap<TargetProfile, Configuration> profiles) {
        Set<String> given =
                DeclaredHeaders.of(android, Label.parse(library + "_lite", "")).files();
        SortedSet<Integer> mobile = new TreeSet<>();
        profiles.forEach((profile, configuration) -> {
            if (profile.platform() != Platform.DESKTOP && profile.platform() != Platform.LINUX) {
                mobile.add(scan.configurations().indexOf(configuration));
            }
        });
        Map<String, String> labels = new HashMap<>();
        SortedMap<String, SortedSet<String>> headers = new TreeMap<>();
        for (TranslationUnit unit : scan.units()) {
            if (facts.files().containsKey(unit.file())) {
                SortedSet<String> own = new TreeSet<>();
                for (IncludeList list : unit.includes()) {
                    if (mobile.stream().anyMatch(list.presence()::holdsIn)) {
                        own.addAll(lacking(list.headers(), given, labels));
                    }
                }
                if (!own.isEmpty()) {
                    headers.put(unit.file(), own);
                }
            }
        }
        return headers;
    }

    private SortedSet<String> lacking(Collection<String> included, Set<String> given, Map<String, String> labels) {
        SortedSet<String> lacking = new TreeSet<>();
        for (String header : included) {
            if (!given.contains(header)) {
                lacking.add(labels.computeIfAbsent(header, file -> DeclaredHeaders.label(android, file)));
            }
        }
        lacking.remove("");
        return lacking;
    }
}
