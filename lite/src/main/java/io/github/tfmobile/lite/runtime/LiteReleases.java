package io.github.tfmobile.lite.runtime;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.TextResource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The releases whose tables of ops are bundled. */
public final class LiteReleases {

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.\\d{1,4})?");
    private static final String CUSTOM = "custom ";

    private static final List<LiteRelease> ALL = read();

    private LiteReleases() {}

    /** All of them, oldest first, TensorFlow Lite before LiteRT. */
    public static List<LiteRelease> all() {
        return ALL;
    }

    /** The newest release of TensorFlow Lite. */
    public static LiteRuntime newest() {
        LiteRelease newest = ALL.stream()
                .filter(release -> !release.litert())
                .reduce((one, next) -> next)
                .orElseThrow();
        return LiteRuntime.of(newest);
    }

    /**
     * The runtime of a version as a user gives it: {@code 2.18.0} or {@code 2.18} is TensorFlow Lite, {@code litert-...}
     * is LiteRT. A release of TensorFlow Lite that lies between two known ones is known as far as both agree.
     *
     * @throws ProblemException when nothing is known of that version
     */
    public static LiteRuntime runtime(String version) throws ProblemException {
        LiteRelease exact = find(lineOf(version));
        if (exact != null) {
            return new LiteRuntime(version, exact, exact);
        }
        LiteRelease before = null;
        LiteRelease after = null;
        int wanted = order(version);
        for (LiteRelease release : ALL) {
            if (wanted >= 0 && !release.litert()) {
                if (order(release.name()) < wanted) {
                    before = release;
                } else if (after == null) {
                    after = release;
                }
            }
        }
        if (before == null || after == null) {
            throw new ProblemException(Problem.of(
                    "it is not known which ops the runtime has whose version is \"" + version + "\"",
                    "known are "
                            + ALL.stream().map(LiteRelease::name).collect(Collectors.joining(", "))
                            + ", and the patch releases of each"));
        }
        return new LiteRuntime(version, before, after);
    }

    /** A release and those of the same kind behind it, oldest first. */
    public static List<LiteRelease> from(LiteRelease first) {
        return ALL.subList(ALL.indexOf(first), ALL.size()).stream()
                .filter(release -> release.litert() == first.litert())
                .toList();
    }

    private static @Nullable LiteRelease find(String name) {
        return ALL.stream()
                .filter(release -> release.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** A version without its patch number, which changes nothing. */
    private static String lineOf(String version) {
        Matcher matcher = NUMBER.matcher(version);
        return matcher.matches() ? matcher.group(1) + "." + matcher.group(2) : version;
    }

    /** A number by which versions of TensorFlow Lite are in order; -1 for anything else. */
    private static int order(String version) {
        Matcher matcher = NUMBER.matcher(version);
        return matcher.matches()
                ? Integer.parseInt(matcher.group(1)) * 10_000 + Integer.parseInt(matcher.group(2))
                : -1;
    }

    private static List<LiteRelease> read() {
        List<LiteRelease> releases = new ArrayList<>();
        for (String line : TextResource.lines("runtimes/bundled.txt")) {
            String[] words = line.split(" ", -1);
            releases.add(new LiteRelease(words[0], words[1].equals("sources"), ops(words[0])));
        }
        return List.copyOf(releases);
    }

    private static RegisteredOps ops(String release) {
        SortedMap<String, VersionRange> builtin = new TreeMap<>();
        SortedMap<String, String> custom = new TreeMap<>();
        for (String line : TextResource.lines("runtimes/" + release + ".txt")) {
            if (line.startsWith(CUSTOM)) {
                String[] words = line.split(" ", -1);
                custom.put(words[1], words[2]);
            } else {
                String[] words = line.split(" ", -1);
                builtin.put(words[0], new VersionRange(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
            }
        }
        return new RegisteredOps(builtin, custom);
    }
}
