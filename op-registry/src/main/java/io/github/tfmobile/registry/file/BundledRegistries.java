package io.github.tfmobile.registry.file;

import io.github.tfmobile.common.problem.GoalName;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.problem.RegistryProblem;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The registries of releases that come with this library. */
public final class BundledRegistries {

    /** The release that counts when none is named: the last one with TensorFlow's own makefile. */
    public static final String DEFAULT_VERSION = "1.15.0";

    /** What to do about a release of which nothing is known. */
    public static final String HOW_TO_SCAN = "for another version point " + Setting.TENSORFLOW_ROOT.inFull()
            + " at its source tree, or write a registry file once with " + GoalName.SCAN + " and name it in "
            + Setting.REGISTRY_FILE.inFull();

    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}\\.\\d{1,4}(?:\\.\\d{1,4})?");

    private static final String INDEX = "bundled.txt";

    /** Those that were loaded: a build of several targets or executions asks for the same again. */
    private static final Map<String, SoftReference<Registry>> LOADED = new ConcurrentHashMap<>();

    private BundledRegistries() {}

    /**
     * One registry that comes with this library.
     *
     * @param release the release as it is; {@code 2.21.0-dev} is a snapshot before the release of that name
     * @param revision the commit of its source tree
     * @param scanned the release whose tree was scanned: this one, or one that is equal to it but for line numbers
     */
    public record Bundled(String release, String revision, String scanned) {

        /** Whether it has a registry of its own: another has nothing that an older one of {@link #all} does not have. */
        public boolean hasItsOwn() {
            return release.equals(scanned);
        }

        /** Whether a version that a user names means this registry. */
        boolean isMeantBy(String version) {
            return release.equals(version)
                    || release.startsWith(version + "-")
                    || (version.matches("[0-9]+\\.[0-9]+") && release.startsWith(version + "."));
        }
    }

    /** All registries, oldest release first. */
    public static List<Bundled> all() {
        List<Bundled> all = new ArrayList<>();
        for (String line : new String(resource(INDEX), StandardCharsets.UTF_8).split("\n", -1)) {
            String[] words = line.strip().split(" ", -1);
            if (words.length > 1) {
                all.add(new Bundled(words[0], words[1], words[words.length > 2 ? 2 : 0]));
            }
        }
        all.sort(Comparator.comparing(Bundled::release, ReleaseOrder.INSTANCE));
        return List.copyOf(all);
    }

    /** The registry that a version means, if there is one; see {@link #load}. */
    public static Optional<Bundled> find(String version) {
        return all().stream().filter(bundled -> bundled.isMeantBy(version)).reduce((older, newer) -> newer);
    }

    /**
     * The bundled releases between which another one lies.
     *
     * @param version the one that lies between them
     * @param before the last one before it
     * @param after the first one after it
     */
    public record Neighbours(String version, Bundled before, Bundled after) {}

    /** The neighbours of a release that is not bundled itself, as 2.13 and 2.18.0; none for what lies outside of them all. */
    public static Optional<Neighbours> neighbours(String version) {
        if (!NUMBER.matcher(version).matches() || find(version).isPresent()) {
            return Optional.empty();
        }
        Bundled before = null;
        for (Bundled bundled : all()) {
            if (ReleaseOrder.INSTANCE.compare(bundled.release(), version) < 0) {
                before = bundled;
            } else {
                return Optional.ofNullable(before).map(found -> new Neighbours(version, found, bundled));
            }
        }
        return Optional.empty();
    }

    /**
     * Loads a registry.
     *
     * @param version a release ({@code 1.15.0}), a minor version ({@code 1.4}, which is the last of its patch
     *     releases that is bundled), or a release of which there is only a version before it ({@code 2.21.0})
     * @throws ProblemException when there is none for that version
     */
    public static Registry load(String version) throws ProblemException {
        Optional<Bundled> bundled = find(version);
        if (bundled.isEmpty()) {
            throw new ProblemException(unknown(version));
        }
        return load(bundled.get());
    }

    /** What is wrong with a version that is neither bundled nor between two that are; nothing else is. */
    public static Optional<Problem> problem(String version) {
        boolean answered = find(version).isPresent() || neighbours(version).isPresent();
        return answered ? Optional.empty() : Optional.of(unknown(version));
    }

    private static Problem unknown(String version) {
        return Problem.of(
                RegistryProblem.UNKNOWN_RELEASE,
                Setting.TENSORFLOW_VERSION + ": there is no bundled registry for this version of TensorFlow: \""
                        + version + "\"",
                "there are registries for "
                        + all().stream().map(Bundled::release).collect(Collectors.joining(", "))
                        + "\n" + HOW_TO_SCAN);
    }

    /** Loads a registry. */
    public static Registry load(Bundled bundled) {
        SoftReference<Registry> loaded = LOADED.get(bundled.release());
        @Nullable Registry registry = loaded == null ? null : loaded.get();
        if (registry == null) {
            registry = parse(bundled);
            LOADED.put(bundled.release(), new SoftReference<>(registry));
        }
        return registry;
    }

    private static Registry parse(Bundled bundled) {
        try {
            Registry registry = RegistryFile.parse(resource(bundled.scanned() + ".registry"));
            return bundled.hasItsOwn() ? registry : registry.of(bundled.release(), bundled.revision());
        } catch (CorruptRegistryException e) {
            throw new IllegalStateException("the bundled registry of " + bundled.release() + " is damaged", e);
        }
    }

    private static byte[] resource(String name) {
        try (@Nullable InputStream in = BundledRegistries.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the library lacks its resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the library's resource " + name + " cannot be read", e);
        }
    }
}
