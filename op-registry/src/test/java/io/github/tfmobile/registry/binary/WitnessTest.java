package io.github.tfmobile.registry.binary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.link.StockList;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The kernel classes of published libraries for Android against the bundled registries: every class that a linked file
 * registers in the profile of the library's build is there, none is there that it does not register, and the linked files
 * are those of the stock list. {@code benchmarks/witness.sh} makes the data.
 */
class WitnessTest {

    private static final String CORE = "tensorflow/core/";
    /** The one file of the runtime itself that registers a kernel of a class of its own; op lists name no such files. */
    private static final String RUNTIME_FILE = CORE + "framework/dataset.cc";

    @ParameterizedTest
    @CsvSource({
        "tensorflow-android-1.4.0, 1.4.1, 145, 699",
        "tensorflow-android-1.13.1, 1.13.2, 170, 1028",
        "tensorflow-lite-select-tf-ops-2.14.0, 2.14.0, 343, 5693"
    })
    void publishedLibrariesHaveJustWhatTheProfileOfTheirBuildRegisters(
            String library, String release, int files, int classes) throws Exception {
        LibraryTexts texts = texts(library);
        Registry registry = BundledRegistries.load(release);
        Target target = Target.of(Platform.ANDROID, Types.DEFAULT);

        assertThat(texts.abis()).containsExactly("arm64-v8a", "armeabi-v7a", "x86", "x86_64");
        for (String abi : texts.abis()) {
            LibraryComparison compared = LibraryComparison.of(texts, abi, registry, target);
            assertThat(compared.linked()).as(abi).hasSize(files);
            assertThat(compared.found()).as(abi).hasSize(classes);
            assertThat(compared.missing()).as(abi).isEmpty();
            // A name for the log, no kernel.
            assertThat(List.copyOf(compared.unexplained()))
                    .as(abi)
                    .isEqualTo(release.equals("2.14.0") ? List.of("OptionalVariant<None> (unknown)") : List.of());
            LibraryComparison.Stock stock =
                    compared.against(StockList.stock(registry, Platform.ANDROID), registry, target);
            assertThat(stock.notLinked()).as(abi).isEmpty();
            SortedSet<String> notListed = stock.notListed();
            assertThat(List.copyOf(notListed))
                    .as(abi)
                    .isEqualTo(release.equals("1.4.1") ? List.of() : List.of(RUNTIME_FILE));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tensorflow-android-1.4.0, 1.4.1, SLIM, 501, 0, 198",
        "tensorflow-android-1.4.0, 1.4.1, FULL, 699, 223, 0",
        "tensorflow-android-1.4.0, 1.4.1, SELECTIVE, 699, 831, 0",
        "tensorflow-android-1.13.1, 1.13.2, SLIM, 751, 0, 277",
        "tensorflow-android-1.13.1, 1.13.2, FULL, 1028, 380, 0",
        "tensorflow-android-1.13.1, 1.13.2, SELECTIVE, 1028, 1398, 0",
        "tensorflow-lite-select-tf-ops-2.14.0, 2.14.0, SLIM, 1731, 1, 3963",
        "tensorflow-lite-select-tf-ops-2.14.0, 2.14.0, FULL, 3004, 1, 2690",
        "tensorflow-lite-select-tf-ops-2.14.0, 2.14.0, SELECTIVE, 5693, 0, 1"
    })
    void otherProfilesDoNotFit(String library, String release, Types types, int found, int missing, int unexplained)
            throws Exception {
        LibraryTexts texts = texts(library);
        for (String abi : texts.abis()) {
            LibraryComparison compared = LibraryComparison.of(
                    texts, abi, BundledRegistries.load(release), Target.of(Platform.ANDROID, types));
            assertThat(List.of(
                            compared.found().size(),
                            compared.missing().size(),
                            compared.unexplained().size()))
                    .as(abi)
                    .containsExactly(found, missing, unexplained);
        }
    }

    private static LibraryTexts texts(String library) throws Exception {
        try (InputStream in = WitnessTest.class.getResourceAsStream(library + ".gz")) {
            return LibraryTexts.read(Objects.requireNonNull(in));
        }
    }
}
