package io.github.tfmobile.registry.library;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.registry.MissingDependency;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.build.RegistryBuilder;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.scan.SmallTree;
import io.github.tfmobile.registry.target.Platform;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingDependenciesTest {

    /** What the list of a real preprocessor calls libraries of ours. */
    private static final Map<String, String> NAMES = Map.of(
            "aws-sdk", "the AWS SDK",
            "curl", "libcurl",
            "grpc", "gRPC",
            "icu", "ICU",
            "jsoncpp", "JsonCpp",
            "lmdb", "LMDB",
            "openssl", "BoringSSL or OpenSSL",
            "sqlite", "SQLite",
            "windows", "the Windows SDK");

    private static final Pattern LOOKED_AT =
            Pattern.compile("tensorflow/core/(?:kernels|ops|util)/.*|tensorflow/contrib/(?:.*/)?(?:kernels|ops)/.*");

    @TempDir
    Path root;

    /** Of 1,175 source files of 1.15.0 just those miss something for which a real preprocessor finds no header. */
    @Test
    void agreesWithARealPreprocessor() throws Exception {
        SortedMap<String, SortedSet<String>> expected = new TreeMap<>();
        try (InputStream in = MissingDependenciesTest.class.getResourceAsStream("libraries-1.15.0-makefile.json")) {
            JSON.std.mapFrom(in).forEach((file, some) -> {
                SortedSet<String> names = new TreeSet<>();
                ((List<?>) some).forEach(name -> names.add(NAMES.getOrDefault((String) name, (String) name)));
                expected.put(file, names);
            });
        }
        assertThat(expected).hasSize(55);

        for (Platform platform : List.of(Platform.RASPBERRY_PI, Platform.LINUX)) {
            SortedMap<String, SortedSet<String>> found = missing(BundledRegistries.load("1.15.0"), platform);
            found.keySet()
                    .removeIf(file -> !expected.containsKey(file)
                            && (!LOOKED_AT.matcher(file).matches() || file.contains("test")));
            assertThat(found).as(platform.id()).isEqualTo(expected);
        }
    }

    @Test
    void nothingThatAStockBuildCompilesMissesAnything() {
        for (BundledRegistries.Bundled bundled : BundledRegistries.all()) {
            Registry registry = BundledRegistries.load(bundled);
            for (Platform platform : Platform.values()) {
                Set<String> files = new TreeSet<>(missing(registry, platform).keySet());
                files.retainAll(stock(registry));
                assertThat(files).as(bundled.release() + " " + platform.id()).isEmpty();
            }
        }
    }

    /** The files of the list of the build that the platforms have: the makefile's as long as there is one. */
    private static Set<String> stock(Registry registry) {
        SortedMap<String, List<String>> lists = registry.sources().stockLists();
        List<String> ofMakefile = lists.get("tensorflow/contrib/makefile/tf_op_files.txt");
        return ofMakefile != null
                ? new TreeSet<>(ofMakefile)
                : lists.values().stream().flatMap(List::stream).collect(Collectors.toSet());
    }

    @Test
    void releasesDiffer() throws Exception {
        assertThat(libraries("1.13.2", "tensorflow/core/kernels/unicode_ops.cc"))
                .containsExactly("ICU");
        assertThat(libraries("1.12.3", "tensorflow/core/kernels/fingerprint_op.cc"))
                .isEmpty();
        assertThat(libraries("1.14.0", "tensorflow/core/kernels/fingerprint_op.cc"))
                .containsExactly("farmhash");
        // up to 1.13 by debug_service.grpc.pb.h, which gRPC's plugin of protoc generates
        assertThat(libraries("1.13.2", "tensorflow/core/kernels/debug_ops.cc")).containsExactly("gRPC");
        assertThat(libraries("1.15.0", "tensorflow/core/kernels/debug_ops.cc")).containsExactly("gRPC");
        assertThat(libraries("1.14.0", "tensorflow/core/kernels/data/experimental/snapshot_dataset_op.cc"))
                .contains("farmhash");
        assertThat(libraries("2.1.0", "tensorflow/core/kernels/regex_replace_op.cc"))
                .containsExactly("re2");
        assertThat(libraries("2.1.0", "tensorflow/core/kernels/string_to_hash_bucket_op.cc"))
                .containsExactly("highwayhash");
        assertThat(libraries("2.21", "tensorflow/core/kernels/regex_replace_op.cc"))
                .isEmpty();
        assertThat(libraries("2.21", "tensorflow/core/kernels/string_to_hash_bucket_fast_op.cc"))
                .isEmpty();
    }

    @Test
    void aMakefilesLibrariesFollowFromItsVariables() throws Exception {
        SmallTree tree = tree();
        tree.file("tensorflow/contrib/makefile/Makefile", """
                INCLUDES := -I. -I$(MAKEFILE_DIR)/downloads/ -I$(MAKEFILE_DIR)/downloads/eigen
                ifeq ($(WITH_TFLITE_FLEX), true)
                \tINCLUDES += -I$(MAKEFILE_DIR)/downloads/farmhash/src
                endif
                LIBS := -lz -lprotobuf
                ifeq ($(TARGET),ANDROID)
                \tINCLUDES += -I$(MAKEFILE_DIR)/downloads/highwayhash
                \tLIBS += -llmdb
                endif
                """);
        tree.file("tensorflow/contrib/makefile/download_dependencies.sh", """
                download "${EIGEN_URL}" "${DOWNLOADS_DIR}/eigen"
                download "${RE2_URL}" "${DOWNLOADS_DIR}/re2"
                download "${FARMHASH_URL}" "${DOWNLOADS_DIR}/farmhash"
                """);
        tree.file("tensorflow/contrib/makefile/tf_proto_files.txt", "tensorflow/core/framework/types.proto\n");

        Registry registry = build();

        // farmhash and re2 are downloaded and not on the include path, highwayhash on Android the other way round
        assertThat(missing(registry, Platform.RASPBERRY_PI))
                .containsExactly(
                        Map.entry(
                                "tensorflow/core/kernels/abs_op.cc",
                                new TreeSet<>(Set.of(
                                        "LMDB",
                                        "farmhash",
                                        "highwayhash",
                                        "proto:tensorflow/core/framework/new.proto",
                                        "re2",
                                        "the library that has own/lib.h"))),
                        Map.entry("tensorflow/core/kernels/other_op.cc", new TreeSet<>(Set.of("farmhash"))));
        assertThat(missing(registry, Platform.ANDROID).values())
                .allSatisfy(names -> assertThat(names).contains("farmhash").doesNotContain("LMDB"));
        assertThat(missing(registry, Platform.DESKTOP)).isEmpty();
    }

    @Test
    void bazelsMobileLibraryHasWhatItDependsOn() throws Exception {
        SmallTree tree = tree();
        tree.file("tensorflow/core/BUILD", """
                cc_library(name = "portable_tensorflow_lib", srcs = ["kernels/other_op.cc"], deps = [":lite"])
                cc_library(
                    name = "lite",
                    linkopts = ["-lz", "-lprotobuf"],
                    deps = ["@farmhash_archive//:farmhash", "@eigen_archive//:eigen", "@lmdb", ":protos"],
                )
                cc_proto_library(name = "protos", deps = [":types"])
                proto_library(name = "types", srcs = ["framework/types.proto"], deps = [":base"])
                cc_library(name = "base", hdrs = ["framework/base.pb.h"])
                """);
        tree.file("tensorflow/core/framework/types.proto", "");
        tree.file(
                "tensorflow/core/kernels/abs_op.cc",
                """
                #include "tensorflow/core/framework/base.pb.h"
                """ + Files.readString(root.resolve("tensorflow/core/kernels/abs_op.cc")));

        Registry registry = build();

        assertThat(missing(registry, Platform.ANDROID).get("tensorflow/core/kernels/abs_op.cc"))
                .containsExactly("highwayhash", "proto:tensorflow/core/framework/new.proto", "re2");
        assertThat(missing(registry, Platform.ANDROID)).doesNotContainKey("tensorflow/core/kernels/other_op.cc");
        assertThat(missing(registry, Platform.IOS)).isEqualTo(missing(registry, Platform.ANDROID));
        assertThat(missing(registry, Platform.RASPBERRY_PI)).isEmpty();
    }

    private SmallTree tree() {
        SmallTree tree = new SmallTree(root);
        tree.file("tensorflow/tf_version.bzl", "TF_VERSION = \"2.99.0\"\n");
        tree.file("tensorflow/core/kernels/inner.h", """
                #include <string>
                #include <zlib.h>
                #include "farmhash.h"
                #if defined(NO_BUILD_HAS_THIS)
                #include "sqlite3.h"
                #endif
                """);
        String kernel = """
                #include "tensorflow/core/framework/op_kernel.h"
                #include "tensorflow/core/kernels/inner.h"
                #include <sys/stat.h>
                #include <unistd.h>
                #include "re2/re2.h"
                #include "Eigen/Core"
                #include "highwayhash/sip_hash.h"
                #include "lmdb.h"
                #include "own/lib.h"
                #include "google/protobuf/any.pb.h"
                #include "tensorflow/core/framework/types.pb.h"
                #include "tensorflow/core/framework/new.pb.h"
                REGISTER_OP("Abs");
                REGISTER_KERNEL_BUILDER(Name("Abs").Device(DEVICE_CPU), AbsOp);
                """;
        tree.file("tensorflow/core/kernels/abs_op.cc", kernel);
        tree.file("tensorflow/core/kernels/abs_op_test.cc", "#include \"gtest/gtest.h\"\n" + kernel);
        tree.file("tensorflow/core/kernels/other_op.cc", "#include \"tensorflow/core/kernels/inner.h\"\n");
        return tree;
    }

    private Registry build() throws Exception {
        return RegistryBuilder.build(root, "", "", new TreeSet<>(), Progress.NONE);
    }

    private static SortedSet<String> libraries(String release, String file) throws ProblemException {
        return missing(BundledRegistries.load(release), Platform.ANDROID).getOrDefault(file, new TreeSet<>());
    }

    private static SortedMap<String, SortedSet<String>> missing(Registry registry, Platform platform) {
        SortedMap<String, SortedSet<String>> missing = new TreeMap<>();
        registry.sources().missing().forEach((file, dependencies) -> {
            SortedSet<String> names = dependencies.stream()
                    .filter(dependency -> dependency.platforms().contains(platform))
                    .map(MissingDependenciesTest::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!names.isEmpty()) {
                missing.put(file, names);
            }
        });
        return missing;
    }

    private static String name(MissingDependency dependency) {
        return (dependency.kind() == MissingDependency.Kind.PROTO ? "proto:" : "") + dependency.name();
    }
}
