package io.github.tfmobile.registry.bazel;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a tree says of every build: the answers that its {@code configure.py} takes for granted, and its .bazelrc. */
final class BuildOptions {

    /** {@code set_build_var(environ_cp, VARIABLE, QUESTION, DEFINE, DEFAULT, ...)}. */
    private static final Pattern QUESTION =
            Pattern.compile("set_build_var\\(\\s*+environ_cp,\\s*+'[^']*+',\\s*+'[^']*+',\\s*+'(\\w++)',\\s*+(\\w++)");

    private static final Pattern ALWAYS = Pattern.compile("^(?:build|common)\\s.*");
    private static final Pattern OPTION = Pattern.compile("--(define|repo_env)[= ]([\\w.]+)=(\\S*)");

    /** {@code check_bazel_version(MIN, MAX)}, with constants or their names. */
    private static final Pattern BAZEL = Pattern.compile(
            "(?:check_bazel_version\\((?:'[0-9.]+', *)?|_TF_MAX_BAZEL_VERSION = )'(\\d+)\\.(\\d+)[0-9.]*'");

    /** Minor version of Bazel 0 since which a file no longer passes on what it has loaded itself. */
    private static final int NO_TRANSITIVE_LOADS = 23;

    private BuildOptions() {}

    /** Whether the tree is built by a Bazel in which a file passes on what it has loaded itself. */
    static boolean passesLoadsOn(Texts files) {
        Matcher version = BAZEL.matcher(files.text("configure.py"));
        return version.find()
                && version.group(1).equals("0")
                && version.group(2).length() < 3
                && Integer.parseInt(version.group(2)) < NO_TRANSITIVE_LOADS;
    }

    /** Gives the text of a file, empty when there is none. */
    interface Texts {
        String text(String file);
    }

    /** Adds what the tree says to a command line, whose words win. */
    static BuildConfiguration add(BuildConfiguration commandLine, Texts files) {
        SortedMap<String, String> defines = new TreeMap<>();
        SortedMap<String, String> environment = new TreeMap<>();
        Matcher question = QUESTION.matcher(files.text("configure.py"));
        while (question.find()) {
            if (!question.group(2).equals("False")) {
                defines.put(question.group(1), "true");
            }
        }
        String options = files.text(".bazelrc");
        // Bazel before 0.18 read tools/bazel.rc
        for (String line : (options.isEmpty() ? files.text("tools/bazel.rc") : options)
                .lines()
                .toList()) {
            Matcher option = OPTION.matcher(line);
            while (ALWAYS.matcher(line).matches() && option.find()) {
                (option.group(1).equals("define") ? defines : environment).put(option.group(2), option.group(3));
            }
        }
        return commandLine.with(defines, environment);
    }
}
