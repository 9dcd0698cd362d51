package io.github.tfmobile.registry.bazel;

import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/** {@code glob()}: {@code *} stays in a directory, {@code **} stands for any number of directories. */
public final class Globs {

    /**
     * A pattern.
     *
     * @param segments its text, split at slashes
     * @param start what every path starts with that it matches
     * @param ending what it ends with behind its last star
     */
    private record Glob(String text, List<String> segments, String start, String ending) {
        static Glob of(String text) {
            int star = text.indexOf('*');
            boolean below = star > 0 && text.startsWith("/**", star - 1); // a/** matches a, too
            String start = star < 0 ? text : text.substring(0, below ? star - 1 : star);
            String ending = text.substring(text.lastIndexOf('*') + 1);
            boolean anyDirectory = text.endsWith("**" + ending) && ending.startsWith("/");
            return new Glob(text, List.of(text.split("/", -1)), start, anyDirectory ? ending.substring(1) : ending);
        }

        boolean matches(String path) {
            if (ending.length() == text.length()) {
                return text.equals(path);
            }
            if (!path.startsWith(start) || !path.endsWith(ending)) {
                return false;
            }
            if (segments.size() == 1 && !text.equals("**")) {
                return path.indexOf('/') < 0 && Globs.matches(text, path);
            }
            return Globs.matches(segments, path.split("/", -1));
        }
    }

    private Globs() {}

    /** Those of some sorted files that an included pattern matches and no excluded one does, in their order. */
    public static List<String> match(List<String> files, List<String> include, List<String> exclude) {
        List<Glob> unwanted = exclude.stream().map(Glob::of).toList();
        BitSet matched = new BitSet();
        for (String pattern : include) {
            Glob wanted = Glob.of(pattern);
            // only those can match that start as the pattern does, and they stand side by side
            int found = Collections.binarySearch(files, wanted.start());
            for (int i = found < 0 ? -1 - found : found; i < files.size(); i++) {
                String file = files.get(i);
                if (!file.startsWith(wanted.start())) {
                    break;
                }
                if (!matched.get(i) && wanted.matches(file) && !matches(unwanted, file)) {
                    matched.set(i);
                }
            }
        }
        return matched.stream().mapToObj(files::get).toList();
    }

    /** What is wrong with a pattern; empty when nothing is. */
    static String fault(String pattern) {
        if (pattern.isEmpty()) {
            return "an empty pattern";
        } else if (pattern.startsWith("/")) {
            return "an absolute pattern";
        } else if (pattern.contains("?")) {
            return "the wildcard \"?\"";
        }
        for (String segment : pattern.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return "the segment \"" + segment + "\"";
            } else if (segment.contains("**") && segment.length() > 2) {
                return "\"**\" together with other characters";
            }
        }
        return "";
    }

    private static boolean matches(List<Glob> globs, String path) {
        for (Glob glob : globs) {
            if (glob.matches(path)) {
                return true;
            }
        }
        return false;
    }

    /** Matches segment by segment. Going back to the last {@code **} is enough, so every glob comes to an end. */
    private static boolean matches(List<String> glob, String[] path) {
        int g = 0;
        int p = 0;
        int stars = -1;
        int starsAt = 0;
        while (p < path.length) {
            if (g < glob.size() && glob.get(g).equals("**")) {
                stars = g++;
                starsAt = p;
            } else if (g < glob.size() && matches(glob.get(g), path[p])) {
                g++;
                p++;
            } else if (stars >= 0) {
                g = stars + 1;
                p = ++starsAt;
            } else {
                return false;
            }
        }
        while (g < glob.size() && glob.get(g).equals("**")) {
            g++;
        }
        return g == glob.size();
    }

    /** Matches the name of a file or directory. */
    private static boolean matches(String glob, String name) {
        if (name.startsWith(".") && !glob.startsWith(".") && !glob.equals("*")) {
            return false; // a hidden file is only matched by a star alone
        }
        int g = 0;
        int n = 0;
        int star = -1;
        int starAt = 0;
        while (n < name.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                starAt = n;
            } else if (g < glob.length() && glob.charAt(g) == name.charAt(n)) {
                g++;
                n++;
            } else if (star >= 0) {
                g = star + 1;
                n = ++starAt;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
