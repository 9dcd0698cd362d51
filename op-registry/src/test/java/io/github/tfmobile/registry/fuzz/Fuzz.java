package io.github.tfmobile.registry.fuzz;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.registry.SampleRegistry;
import io.github.tfmobile.registry.bazel.BuildConfiguration;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.binary.NativeLibrary;
import io.github.tfmobile.registry.binary.SmallLibrary;
import io.github.tfmobile.registry.file.PlainSections;
import io.github.tfmobile.registry.file.RegistryFile;
import io.github.tfmobile.registry.makefile.Makefile;
import io.github.tfmobile.registry.scan.SmallTree;
import io.github.tfmobile.registry.scan.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Readers that take any bytes. {@code benchmarks/fuzz.sh} runs Jazzer on one of them, which the system property
 * {@code tfmobile.fuzz.target} names; {@code FuzzRegressionTest} gives each what is kept of such runs.
 */
public final class Fuzz {

    private static final String TARGET = "tfmobile.fuzz.target";

    /** One reader. */
    enum Target {
        /** A registry file, its sections not compressed. */
        REGISTRY {
            @Override
            void read(byte[] data, Path folder) throws Exception {
                RegistryFile.read(Files.write(folder.resolve("r.registry"), PlainSections.toFile(data)));
            }

            @Override
            List<byte[]> seeds() throws Exception {
                return List.of(PlainSections.of(RegistryFile.toBytes(SampleRegistry.create())));
            }
        },
        /** A makefile. */
        MAKEFILE {
            @Override
            void read(byte[] data, Path folder) {
                Makefile.read(text(data), List.of("a.cc", "b/c.cc"), Map.of("TARGET", "IOS"))
                        .words("CXXFLAGS");
            }

            @Override
            List<byte[]> seeds() {
                return texts("""
                        # a comment
                        HOST_OS := $(shell uname -s | tr A-Z a-z)
                        CXXFLAGS := --std=c++11 -DIS_SLIM_BUILD \\
                        -fno-exceptions -DNDEBUG $(OPTFLAGS)
                        ifeq ($(TARGET),IOS)
                        CXXFLAGS += -DUSE_GEMM_FOR_CONV
                        else ifneq ($(HOST_OS),LINUX)
                        CXXFLAGS ?= -D$(call upper,$(filter-out a b,a b c))
                        endif
                        SRCS := $(sort $(patsubst %.cc,%.o,$(wildcard *.cc b/*.cc)) $(foreach x,a b,$(x).c))
                        all: $(SRCS)
                        \t$(CXX) $< -o $@
                        define helper
                        $(1) $(eval A = $(2))
                        endef
                        """);
            }
        },
        /** A BUILD file. */
        STARLARK {
            @Override
            void read(byte[] data, Path folder) throws Exception {
                Path build = folder.resolve("p/BUILD");
                Files.createDirectories(folder.resolve("p"));
                Files.write(build, data);
                BuildTree tree = new BuildTree(folder, BuildConfiguration.linux());
                tree.load("p");
                tree.problems().forEach(problem -> problem.text());
            }

            @Override
            List<byte[]> seeds() {
                return texts("""
                        load("//p:q.bzl", "f", g = "h")
                        package(default_visibility = ["//visibility:public"])
                        FILES = ["a%s.cc" % i for i in range(3) if i != 1] + glob(["**/*.cc"], exclude = ["b.cc"])
                        def pick(name, deps = [], *args, **kwargs):
                            for i, dep in enumerate(sorted(deps)):
                                if dep.startswith("//") and not i % 2:
                                    continue
                                elif dep in kwargs:
                                    break
                            return {"a": 1, "b": (1, 2)}.get(name, lambda x: -x)
                        cc_library(
                            name = "lib",
                            srcs = FILES[1:] + select({":android": ["x.cc"], "//conditions:default": []}),
                            deps = [":other"] + [str(len(x)) for x in "a,b".split(",")],
                        )
                        print("{} {n:>3}".format(1 if True else None, n = 0x1f), 1 << 3 | 4 ^ ~2)
                        """);
            }
        },
        /** A C++ source file that registers kernels. */
        CPP {
            @Override
            void read(byte[] data, Path folder) throws Exception {
                new SmallTree(folder);
                Path file = folder.resolve("tensorflow/core/kernels/fuzz.cc");
                Files.createDirectories(folder.resolve("tensorflow/core/kernels"));
                Files.write(file, data);
                TreeScanner.scan(
                        folder, List.of(SmallTree.configuration(), SmallTree.configuration("SLIM")), Progress.NONE);
            }

            @Override
            List<byte[]> seeds() {
                return texts("""
                        #include "tensorflow/core/framework/op_kernel.h"
                        #if defined(SLIM) && !(X > 1 ? 0 : 1) || __has_include("a.h")
                        #define REGISTER(T) REGISTER_KERNEL_BUILDER(Name("Mul").Device(DEVICE_CPU) \\
                            .TypeConstraint<T>("T").HostMemory("x").Label("l").Priority(2), MulOp<CPUDevice, T>);
                        #else
                        #define REGISTER(T, ...) REGISTER_KERNEL_BUILDER(Name(#T).Device(DEVICE_##GPU), Op##T<__VA_ARGS__>)
                        #endif
                        REGISTER(float); REGISTER(Eigen::half) // a comment
                        #undef REGISTER
                        REGISTER_OP("Mul").Input("x: T").Output("z: T").Attr("T: {half, float} = DT_FLOAT").Doc(R"doc(text)doc");
                        namespace a { template <typename T> struct B { T x = 'c' + 0x1.8p3 + 1'000u; }; }
                        """);
            }
        },
        /** A shared library or a static archive. */
        LIBRARY {
            @Override
            void read(byte[] data, Path folder) throws Exception {
                NativeLibrary.read(
                        Files.write(folder.resolve("l.so"), data), List.of("SoftmaxOp<CPUDevice, float>", "Mul"));
            }

            @Override
            List<byte[]> seeds() {
                byte[] linked = SmallLibrary.arm64()
                        .texts("LogSoftmaxOp<CPUDevice, float>", "Mul")
                        .code(new byte[16])
                        .elf();
                byte[] object = SmallLibrary.arm64().object().texts("Mul").elf();
                byte[] apple = SmallLibrary.machO(0x0100000c, true, "Mul");
                return List.of(
                        linked,
                        SmallLibrary.of32(40).texts("Mul").elf(),
                        SmallLibrary.archive(List.of(object, object)),
                        SmallLibrary.universal(List.of(SmallLibrary.bsdArchive(List.of(apple)), apple)));
            }
        };

        /** Reads a file of these bytes; throws nothing else than a reader may. */
        abstract void read(byte[] data, Path folder) throws Exception;

        /** What changes are made to. */
        abstract List<byte[]> seeds() throws Exception;

        /** The name in lower case. */
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Fuzz() {}

    /** One input of Jazzer. */
    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        run(Target.valueOf(System.getProperty(TARGET, "").toUpperCase(Locale.ROOT)), data);
    }

    /** Writes the seeds of a target: {@code TARGET FOLDER}. */
    public static void main(String[] args) throws Exception {
        List<byte[]> seeds = Target.valueOf(args[0].toUpperCase(Locale.ROOT)).seeds();
        Path folder = Files.createDirectories(Path.of(args[1]));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("seed-" + i), seeds.get(i));
        }
    }

    /** Gives a reader some bytes: it ends in a result or in problems that have nothing to do with memory or stack. */
    static void run(Target target, byte[] data) throws Exception {
        Path folder = Files.createTempDirectory("fuzz");
        try {
            target.read(data, folder);
        } catch (ProblemException e) {
            if (e.getCause() instanceof Error) {
                throw new AssertionError("a small file takes little memory and stack", e);
            }
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(files::add);
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static String text(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }

    private static List<byte[]> texts(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
