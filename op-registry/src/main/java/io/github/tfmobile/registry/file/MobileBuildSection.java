package io.github.tfmobile.registry.file;

import io.github.tfmobile.registry.MobileBuild;
import io.github.tfmobile.registry.target.Platform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The section of a registry file about what BUILD files say of mobile builds. */
final class MobileBuildSection {

    private MobileBuildSection() {}

    static void write(Sink sink, MobileBuild build) {
        sink.number(build.targets().size());
        build.targets().forEach((platform, targets) -> {
            sink.string(platform.id());
            map(sink, targets);
        });
        map(sink, build.groups());
        // many files include the same headers
        Map<SortedSet<String>, Integer> lists = new LinkedHashMap<>();
        build.headers().values().forEach(headers -> lists.putIfAbsent(headers, lists.size()));
        sink.number(lists.size());
        lists.keySet().forEach(headers -> RegistryWriter.strings(sink, List.copyOf(headers)));
        sink.number(build.headers().size());
        build.headers().forEach((file, headers) -> {
            sink.string(file);
            sink.number(lists.getOrDefault(headers, 0));
        });
    }

    private static void map(Sink sink, SortedMap<String, String> map) {
        sink.number(map.size());
        map.forEach((key, value) -> {
            sink.string(key);
            sink.string(value);
        });
    }

    static MobileBuild read(Source source) throws CorruptRegistryException {
        int platforms = source.count();
        SortedMap<Platform, SortedMap<String, String>> targets = new TreeMap<>();
        for (int i = 0; i < platforms; i++) {
            Platform platform = platform(source.string());
            targets.put(platform, map(source));
        }
        SortedMap<String, String> groups = map(source);
        int listCount = source.count();
        List<SortedSet<String>> lists = new ArrayList<>(listCount);
        for (int i = 0; i < listCount; i++) {
            lists.add(new TreeSet<>(RegistryReader.strings(source)));
        }
        int files = source.count();
        SortedMap<String, SortedSet<String>> headers = new TreeMap<>();
        for (int i = 0; i < files; i++) {
            String file = source.string();
            headers.put(file, lists.get(source.index(listCount)));
        }
        return new MobileBuild(targets, groups, headers);
    }

    private static SortedMap<String, String> map(Source source) throws CorruptRegistryException {
        int count = source.count();
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String key = source.string();
            map.put(key, source.string());
        }
        return map;
    }

    /** The platform that a file names. */
    static Platform platform(String id) throws CorruptRegistryException {
        return Arrays.stream(Platform.values())
                .filter(platform -> platform.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new CorruptRegistryException("there is no platform " + id));
    }
}
