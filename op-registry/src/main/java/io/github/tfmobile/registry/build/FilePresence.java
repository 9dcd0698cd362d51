package io.github.tfmobile.registry.build;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.registry.bazel.link.PublishedBinary;
import io.github.tfmobile.registry.problem.ScanNote;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * In which configurations the files of a tree are: in those of the published binary the files that it is linked from, in the
 * others whatever a build can link, which tests and the like are not.
 */
public final class FilePresence {

    /** Code that no library contains: tests, examples and what only tests use. */
    private static final Pattern NOT_IN_A_LIBRARY = Pattern.compile("tensorflow/(?:examples|tools|core/user_ops)/.*"
            + "|.*/(?:testing|tests|testdata|test_kernels|kernel_tests)/.*"
            + "|.*/(?:[^/]*_)?test(?:s|lib|util|_[^/]*|lib_[^/]*)?\\.cc"
            + "|.*_testlib\\.cc|.*/testlib[^/]*\\.cc|.*_test_[^/]*\\.cc");

    private final ConfigurationIndex numbers;
    private final Optional<PublishedBinary> binary;
    private final PresenceCondition published;
    private final Set<String> inBinary = new HashSet<>();
    private final Set<String> inLibraries = new HashSet<>();

    /**
     * The files of a scan.
     *
     * @param further files that register something in a configuration beyond those of the scan
     * @param binary the published binary; nothing when the tree does not say what it is linked from
     */
    public FilePresence(
            TreeScan scan, Set<String> further, ConfigurationIndex numbers, Optional<PublishedBinary> binary) {
        this.numbers = numbers;
        this.binary = binary;
        BitSet builds = new BitSet();
        for (int i = 0; i < numbers.configurations().size(); i++) {
            builds.set(i, numbers.configurations().get(i).published());
        }
        this.published = PresenceCondition.of(builds);
        Set<String> files = new HashSet<>(further);
        scan.registrations().forEach(scanned -> files.add(scanned.registration().file()));
        scan.ops().forEach(scanned -> files.add(scanned.file()));
        files.stream().filter(FilePresence::isLibraryFile).forEach(inLibraries::add);
        if (binary.isPresent()) {
            inBinary.addAll(binary.get().among(files));
            files.removeIf(file -> file.endsWith(".cc"));
        } else {
            files.retainAll(inLibraries);
        }
        inBinary.addAll(files); // the list of ops that stands in for code that is not followed is no source file
    }

    /** Of the scanned configurations in which the preprocessor lets something in a file through, those that the file is in. */
    public PresenceCondition with(String file, PresenceCondition scanned) {
        return among(file, numbers.of(scanned));
    }

    /** Of the configurations of the registry in which something in a file is let through, those that the file is in. */
    PresenceCondition among(String file, PresenceCondition some) {
        PresenceCondition presence = some;
        if (!inBinary.contains(file)) {
            presence = presence.without(published);
        }
        if (!inLibraries.contains(file)) {
            presence = presence.and(published);
        }
        return presence;
    }

    /** What makes the files of the published binary uncertain. */
    List<Problem> problems() {
        if (binary.isEmpty()) {
            return List.of(ScanNote.of(
                    "no BUILD file says which files the published desktop binary is linked from: profiles of desktop have"
                            + " the kernels of all files",
                    null));
        }
        return binary.get().missingPackages().stream()
                .map(missing -> ScanNote.of(
                        "the tree lacks a package that the published desktop binary is linked from: what is built on this"
                                + " package counts as linked",
                        Place.of(Path.of(missing)),
                        ""))
                .toList();
    }

    /** Whether a file is compiled into a library: not a test, not an example. */
    static boolean isLibraryFile(String file) {
        return !NOT_IN_A_LIBRARY.matcher(file).matches();
    }
}
