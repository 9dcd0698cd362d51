package io.github.tfmobile.registry.file;

import io.github.tfmobile.registry.LinkDependency;
import io.github.tfmobile.registry.MissingDependency;
import io.github.tfmobile.registry.MobileBuild;
import io.github.tfmobile.registry.SourceFacts;
import io.github.tfmobile.registry.SourceFile;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The section of a registry file about source files. */
final class SourceFactsSection {

    private static final List<MissingDependency.Kind> KINDS = List.of(MissingDependency.Kind.values());

    private SourceFactsSection() {}

    static void write(Sink sink, SourceFacts facts) {
        Map<PresenceCondition, Integer> presences = new LinkedHashMap<>();
        facts.files().values().forEach(file -> file.needs().forEach(need -> number(presences, need)));
        facts.libraryNeeds().forEach(need -> number(presences, need));
        sink.number(presences.size());
        presences.keySet().forEach(sink::presence);

        sink.number(facts.files().size());
        for (SourceFile file : facts.files().values()) {
            sink.string(file.path());
            sink.string(file.target());
            needs(sink, file.needs(), presences);
        }
        needs(sink, facts.libraryNeeds(), presences);
        strings(sink, facts.leftOut());
        strings(sink, facts.otherFiles());
        sink.number(facts.stockLists().size());
        facts.stockLists().forEach((name, lines) -> {
            sink.string(name);
            RegistryWriter.strings(sink, lines);
        });
        sink.number(facts.missing().size());
        facts.missing().forEach((file, missing) -> {
            sink.string(file);
            sink.number(missing.size());
            for (MissingDependency dependency : missing) {
                sink.number(KINDS.indexOf(dependency.kind()));
                sink.string(dependency.name());
                sink.string(dependency.header());
                RegistryWriter.strings(
                        sink, dependency.platforms().stream().map(Platform::id).toList());
            }
        });
    }

    private static void number(Map<PresenceCondition, Integer> presences, LinkDependency need) {
        presences.putIfAbsent(need.presence(), presences.size());
    }

    private static void needs(Sink sink, List<LinkDependency> needs, Map<PresenceCondition, Integer> presences) {
        sink.number(needs.size());
        for (LinkDependency need : needs) {
            sink.string(need.file());
            sink.string(need.symbol());
            sink.string(need.header());
            sink.number(presences.getOrDefault(need.presence(), 0));
        }
    }

    private static void strings(Sink sink, SortedSet<String> strings) {
        RegistryWriter.strings(sink, List.copyOf(strings));
    }

    static SourceFacts read(Source source, int configurationCount) throws CorruptRegistryException {
        int setCount = source.count();
        List<PresenceCondition> presences = new ArrayList<>(setCount);
        for (int i = 0; i < setCount; i++) {
            presences.add(source.presence(configurationCount));
        }
        int fileCount = source.count();
        SortedMap<String, SourceFile> files = new TreeMap<>();
        for (int i = 0; i < fileCount; i++) {
            String path = source.string();
            String target = source.string();
            files.put(path, new SourceFile(path, target, needs(source, presences)));
        }
        List<LinkDependency> libraryNeeds = needs(source, presences);
        SortedSet<String> leftOut = new TreeSet<>(RegistryReader.strings(source));
        SortedSet<String> otherFiles = new TreeSet<>(RegistryReader.strings(source));
        int listCount = source.count();
        SortedMap<String, List<String>> stockLists = new TreeMap<>();
        for (int i = 0; i < listCount; i++) {
            String name = source.string();
            stockLists.put(name, RegistryReader.strings(source));
        }
        return new SourceFacts(files, libraryNeeds, leftOut, otherFiles, stockLists, missing(source), MobileBuild.NONE);
    }

    private static SortedMap<String, List<MissingDependency>> missing(Source source) throws CorruptRegistryException {
        int fileCount = source.count();
        SortedMap<String, List<MissingDependency>> missing = new TreeMap<>();
        for (int i = 0; i < fileCount; i++) {
            String file = source.string();
            int count = source.count();
            List<MissingDependency> ofFile = new ArrayList<>(count);
            for (int j = 0; j < count; j++) {
                MissingDependency.Kind kind = KINDS.get(source.index(KINDS.size()));
                String name = source.string();
                String header = source.string();
                SortedSet<Platform> platforms = new TreeSet<>();
                for (String id : RegistryReader.strings(source)) {
                    platforms.add(MobileBuildSection.platform(id));
                }
                ofFile.add(new MissingDependency(kind, name, header, platforms));
            }
            missing.put(file, ofFile);
        }
        return missing;
    }

    private static List<LinkDependency> needs(Source source, List<PresenceCondition> presences)
            throws CorruptRegistryException {
        int count = source.count();
        List<LinkDependency> needs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String file = source.string();
            String symbol = source.string();
            String header = source.string();
            needs.add(new LinkDependency(file, symbol, header, presences.get(source.index(presences.size()))));
        }
        return needs;
    }
}
