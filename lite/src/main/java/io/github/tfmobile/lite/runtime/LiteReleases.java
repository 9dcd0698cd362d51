package io.github.tfmobile.lite.runtime;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.TextResource;
import io.github.tfmobile.lite.problem.LiteProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The releases whose tables of ops are bundled. */
public final class LiteReleases {

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
     * The runtime of a version as a user gives it: {@code 2.18.0} or {@code 2.18} is TensorFlow Lite, {@code litert-2.1.0} is
     * LiteRT, and {@code litert-2.1} the last known one of that line. A release that lies between two known ones is known as
     * far as both agree.
     *
     * @throws ProblemException when nothing is known of that version
     */
    public static LiteRuntime runtime(String version) throws ProblemException {
        LiteNumber wanted = LiteNumber.parse(version);
        LiteRelease exact = null;
        LiteRelease before = null;
        LiteRelease after = null;
        for (LiteRelease release : ALL) {
            if (wanted == null || wanted.litert() != release.litert()) {
                continue;
            }
            if (release.number().means(wanted)) {
                exact = release;
            } else if (release.number().compareTo(wanted) < 0) {
                before = release;
            } else if (after == null) {
                after = release;
            }
        }
        if (exact != null) {
            return new LiteRuntime(version, exact, exact);
        }
        if (before == null || after == null) {
            throw new ProblemException(Problem.of(
                    LiteProblem.UNKNOWN_LITE_VERSION,
                    "it is not known which ops the runtime has whose version is \"" + version + "\"",
                    "known are "
                            + ALL.stream().map(LiteRelease::name).collect(Collectors.joining(", "))
                            + ", and the patch releases of TensorFlow Lite"));
        }
        return new LiteRuntime(version, before, after);
    }

    /** A release and those of the same kind behind it, oldest first. */
    public static List<LiteRelease> from(LiteRelease first) {
        return ALL.subList(ALL.indexOf(first), ALL.size()).stream()
                .filter(release -> release.litert() == first.litert())
                .toList();
    }

    private static List<LiteRelease> read() {
        List<LiteRelease> releases = new ArrayList<>();
        for (String line : TextResource.lines("runtimes/bundled.txt")) {
            String[] words = line.split(" ", -1);
            LiteNumber number = Objects.requireNonNull(LiteNumber.parse(words[0]), words[0]);
            releases.add(new LiteRelease(number, words[1].equals("sources"), ops(words[words.length > 2 ? 2 : 0])));
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
