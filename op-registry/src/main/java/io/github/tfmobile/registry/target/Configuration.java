package io.github.tfmobile.registry.target;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One way in which a source tree can be built: the macros that the command line and the compiler set, and whether the
 * files are those of the published desktop binary. Macros that no source of the tree tests make no difference and are
 * left out by {@link #restrictedTo}.
 *
 * @param defines macro names and the text that each stands for, {@code "1"} for a plain {@code -DNAME}
 * @param published whether only the files are linked that the published desktop binary is linked from; otherwise any
 *     file of the tree can be
 */
public record Configuration(SortedMap<String, String> defines, boolean published) implements Comparable<Configuration> {

    /** Copies the map. */
    public Configuration {
        defines = Collections.unmodifiableSortedMap(new TreeMap<>(defines));
    }

    /** A build of any files of the tree. */
    public Configuration(SortedMap<String, String> defines) {
        this(defines, false);
    }

    /** This configuration with only those of its macros that are among the given names. */
    public Configuration restrictedTo(SortedSet<String> names) {
        SortedMap<String, String> kept = new TreeMap<>(defines);
        kept.keySet().retainAll(names);
        return new Configuration(kept, published);
    }

    /**
     * This configuration with more defines.
     *
     * @param extra {@code NAME}, {@code NAME=VALUE} or {@code -UNAME} each, {@code -U} being applied last
     */
    public Configuration with(SortedSet<String> extra) {
        SortedMap<String, String> all = new TreeMap<>(defines);
        for (String define : extra) {
            if (!define.startsWith("-U")) {
                int equals = define.indexOf('=');
                all.put(macroOf(define), equals < 0 ? "1" : define.substring(equals + 1));
            }
        }
        for (String define : extra) {
            if (define.startsWith("-U")) {
                all.remove(macroOf(define));
            }
        }
        return new Configuration(all, published);
    }

    /** The macro that one entry of a target's defines is about. */
    public static String macroOf(String define) {
        if (define.startsWith("-U")) {
            return define.substring(2);
        }
        int equals = define.indexOf('=');
        return equals < 0 ? define : define.substring(0, equals);
    }

    @Override
    public int compareTo(Configuration other) {
        return toString().compareTo(other.toString());
    }

    /** The macros as a compiler takes them: {@code -DA -DB=2}, after {@code published} in such a build. */
    @Override
    public String toString() {
        Stream<String> macros = defines.entrySet().stream()
                .map(define -> "-D" + define.getKey() + (define.getValue().equals("1") ? "" : "=" + define.getValue()));
        return Stream.concat(published ? Stream.of("published") : Stream.of(), macros)
                .collect(Collectors.joining(" "));
    }
}
