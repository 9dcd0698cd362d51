package io.github.tfmobile.registry.bazel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the interpreter made of the BUILD files of 1.15.0, as far as the bundled registry has it, against the rules that
 * Bazel 4.2.3 saw in the packages with its kernels and ops ({@code bazel query --output=xml}: kind, {@code srcs} and
 * {@code hdrs} of each rule, all branches of a {@code select} united).
 */
class BazelViewTest {

    /** The kind of each rule, and its {@code srcs}. */
    private static final Map<String, String> KINDS = new TreeMap<>();

    private static final Map<String, List<?>> SOURCES = new TreeMap<>();
    private static final Set<String> PACKAGES = new HashSet<>();
    private static Registry registry;

    @BeforeAll
    static void readView() throws Exception {
        try (InputStream in = new GZIPInputStream(
                Objects.requireNonNull(BazelViewTest.class.getResourceAsStream("bazel-1.15.0.json.gz")))) {
            for (Map.Entry<String, Object> rule : JSON.std.mapFrom(in).entrySet()) {
                List<?> attributes = (List<?>) rule.getValue();
                KINDS.put(rule.getKey(), attributes.get(0).toString());
                SOURCES.put(rule.getKey(), (List<?>) attributes.get(1));
                PACKAGES.add(Label.parse(rule.getKey(), "").directory());
            }
        }
        registry = BundledRegistries.load("1.15.0");
    }

    /** The label of each file of the registry that lies in these packages, with the target that it is said to be compiled by. */
    private static SortedMap<String, String> owners() {
        SortedMap<String, String> owners = new TreeMap<>();
        registry.sources().files().values().forEach(file -> {
            String directory = file.path().substring(0, file.path().lastIndexOf('/'));
            while (!PACKAGES.contains(directory) && directory.contains("/")) {
                directory = directory.substring(0, directory.lastIndexOf('/'));
            }
            boolean ofPackageBelow = !file.target().isEmpty()
                    && !Label.parse(file.target(), "").directory().equals(directory);
            if (PACKAGES.contains(directory) && !ofPackageBelow) {
                String name = file.path().substring(directory.length() + 1);
                owners.put("//" + directory + ":" + name, file.target());
            }
        });
        return owners;
    }

    @Test
    void theTargetThatCompilesAFileHasItForBazelToo() {
        SortedSet<String> wrong = new TreeSet<>();
        SortedMap<String, String> owners = owners();
        owners.forEach((file, target) -> {
            boolean library = KINDS.getOrDefault(target, "").equals("cc_library");
            if (!target.isEmpty() && !(library && SOURCES.get(target).contains(file))) {
                wrong.add(file + " by " + target);
            }
        });

        assertThat(owners).hasSizeGreaterThan(500);
        assertThat(wrong).isEmpty();
    }

    /** A query unites the branches of a {@code select}: these are compiled with MKL, NCCL and libxsmm only, which are off. */
    @Test
    void aFileWithoutATargetIsCompiledByNoLibraryOfBazelsWithoutFurtherOptions() {
        SortedSet<String> compiled = new TreeSet<>();
        KINDS.forEach((label, kind) -> {
            if (kind.equals("cc_library")) {
                SOURCES.get(label).forEach(source -> compiled.add(source.toString()));
            }
        });
        SortedSet<String> without = new TreeSet<>();
        owners().forEach((file, target) -> {
            if (target.isEmpty()) {
                without.add(file);
            }
        });

        without.retainAll(compiled);
        assertThat(without)
                .allMatch(file -> file.matches("//tensorflow/core/kernels:(mkl_\\w+|nccl_ops|xsmm_conv2d)\\.cc"));
    }
}
