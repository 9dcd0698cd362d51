package io.github.tfmobile.registry;

import io.github.tfmobile.registry.target.Platform;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the BUILD files of a tree say of mobile builds.
 *
 * @param targets for each platform the targets that compile source files, by file, where the platform's configuration
 *     makes them other ones than {@link SourceFile#target}; empty for a file that nothing compiles there
 * @param groups the rule that lists a file for the mobile library, by file: a file group, or a library
 * @param headers the headers that a source file includes, directly or not, and that the runtime below the mobile library
 *     does not have, as labels, by file
 */
public record MobileBuild(
        SortedMap<Platform, SortedMap<String, String>> targets,
        SortedMap<String, String> groups,
        SortedMap<String, SortedSet<String>> headers) {

    /** Of a tree that says nothing. */
    public static final MobileBuild NONE = new MobileBuild(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    /** Copies the maps. */
    public MobileBuild {
        SortedMap<Platform, SortedMap<String, String>> byPlatform = new TreeMap<>();
        targets.forEach((platform, byFile) ->
                byPlatform.put(platform, Collections.unmodifiableSortedMap(new TreeMap<>(byFile))));
        targets = Collections.unmodifiableSortedMap(byPlatform);
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        SortedMap<String, SortedSet<String>> byFile = new TreeMap<>();
        headers.forEach((file, labels) -> byFile.put(file, Collections.unmodifiableSortedSet(new TreeSet<>(labels))));
        headers = Collections.unmodifiableSortedMap(byFile);
    }

    /** The target that compiles a file for a platform; empty when none does. */
    public String targetOf(SourceFile file, Platform platform) {
        return targets.getOrDefault(platform, Collections.emptySortedMap()).getOrDefault(file.path(), file.target());
    }

    /**
     * The group that lists a file, or that would: that of the file beside it, in the nearest directory with a group, whose
     * name is most like its own. Empty in a tree without a mobile library.
     */
    public String groupOf(String file) {
        String own = groups.get(file);
        if (own != null) {
            return own;
        }
        String directory = file;
        while (directory.contains("/")) {
            directory = directory.substring(0, directory.lastIndexOf('/'));
            String group = nearest(file, directory + "/");
            if (!group.isEmpty()) {
                return group;
            }
        }
        return "";
    }

    private String nearest(String file, String directory) {
        String nearest = "";
        int most = -1;
        for (Map.Entry<String, String> listed : groups.tailMap(directory).entrySet()) {
            if (!listed.getKey().startsWith(directory)) {
                break;
            }
            int same = commonPrefix(file, listed.getKey());
            if (listed.getKey().indexOf('/', directory.length()) < 0
                    && (same > most || (same == most && listed.getKey().compareTo(file) < 0))) {
                most = same;
                nearest = listed.getValue();
            }
        }
        return nearest;
    }

    private static int commonPrefix(String a, String b) {
        int length = 0;
        while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }
}
