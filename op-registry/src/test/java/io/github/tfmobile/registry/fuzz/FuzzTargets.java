package io.github.tfmobile.registry.fuzz;

import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.common.testing.FuzzTarget;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.SampleRegistry;
import io.github.tfmobile.registry.bazel.BuildConfiguration;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.binary.NativeLibrary;
import io.github.tfmobile.registry.binary.SmallLibrary;
import io.github.tfmobile.registry.file.PlainSections;
import io.github.tfmobile.registry.file.RegistryFile;
import io.github.tfmobile.registry.link.StockList;
import io.github.tfmobile.registry.makefile.Makefile;
import io.github.tfmobile.registry.scan.SmallTree;
import io.github.tfmobile.registry.scan.TreeScanner;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The readers of this module that take any bytes, as {@link FuzzTarget} says. */
enum FuzzTargets implements FuzzTarget {
    /** A registry file, its sections not compressed. */
    REGISTRY {
        @Override
        public void read(byte[] data, Path folder) throws Exception {
            RegistryFile.read(Files.write(folder.resolve("r.registry"), PlainSections.toFile(data)));
        }

        @Override
        public List<byte[]> seeds() throws Exception {
            return List.of(PlainSections.of(RegistryFile.toBytes(SampleRegistry.create())));
        }
    },
    /** A list of source files that a user's build compiles. */
    OP_LIST {
        @Override
        public void read(byte[] data, Path folder) throws Exception {
            StockList list = StockList.read(Files.write(folder.resolve("ops.txt"), data));
            Registry registry = SampleRegistry.create();
            list.problems(registry, new Target(Platform.IOS, Types.SLIM, Collections.emptySortedSet()));
        }

        @Override
        public List<byte[]> seeds() {
            return FuzzTarget.texts("""
                    # a comment
                    tensorflow/core/kernels/cwise_op_mul_1.cc
                    tensorflow/core/ops/math_ops.cc \\

                    //tensorflow/core:android_tensorflow_lib # of Bazel
                    """);
        }
    },
    /** The list of the ops of a tree, in text. */
    OPS_TEXT {
        @Override
        public void read(byte[] data, Path folder) throws Exception {
            new SmallTree(folder);
            Path file = folder.resolve("tensorflow/core/ops/ops.pbtxt");
            Files.createDirectories(folder.resolve("tensorflow/core/ops"));
            Files.write(file, data);
            TreeScanner.scan(folder, List.of(SmallTree.configuration()), Progress.NONE);
        }

        @Override
        public List<byte[]> seeds() {
            return FuzzTarget.texts("""
                    op {
                      name: "Mul"
                      input_arg { name: "x" type_attr: "T" }
                      output_arg { name: "z" type_attr: "T" description: "a \\"product\\"" }
                      attr { name: "T" type: "type" allowed_values { list { type: DT_HALF type: DT_FLOAT } } }
                      is_commutative: true
                    }
                    op {
                      name: "Add"
                      attr { name: "n" type: "int" has_minimum: true minimum: 1 default_value { i: -3 } }
                      deprecation { version: 8 explanation: 'gone' }
                    }
                    """);
        }
    },
    /** A makefile. */
    MAKEFILE {
        @Override
        public void read(byte[] data, Path folder) {
            Makefile.read(new String(data, StandardCharsets.UTF_8), List.of("a.cc", "b/c.cc"), Map.of("TARGET", "IOS"))
                    .words("CXXFLAGS");
        }

        @Override
        public List<byte[]> seeds() {
            return FuzzTarget.texts("""
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
        public void read(byte[] data, Path folder) throws Exception {
            Path build = folder.resolve("p/BUILD");
            Files.createDirectories(folder.resolve("p"));
            Files.write(build, data);
            BuildTree tree = new BuildTree(folder, BuildConfiguration.linux());
            tree.load("p");
            tree.problems().forEach(problem -> problem.text());
        }

        @Override
        public List<byte[]> seeds() {
            return FuzzTarget.texts("""
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
        public void read(byte[] data, Path folder) throws Exception {
            new SmallTree(folder);
            Path file = folder.resolve("tensorflow/core/kernels/fuzz.cc");
            Files.createDirectories(folder.resolve("tensorflow/core/kernels"));
            Files.write(file, data);
            TreeScanner.scan(
                    folder, List.of(SmallTree.configuration(), SmallTree.configuration("SLIM")), Progress.NONE);
        }

        @Override
        public List<byte[]> seeds() {
            return FuzzTarget.texts("""
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
        public void read(byte[] data, Path folder) throws Exception {
            NativeLibrary.read(
                    Files.write(folder.resolve("l.so"), data), List.of("SoftmaxOp<CPUDevice, float>", "Mul"));
        }

        @Override
        public List<byte[]> seeds() {
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
    }
}
