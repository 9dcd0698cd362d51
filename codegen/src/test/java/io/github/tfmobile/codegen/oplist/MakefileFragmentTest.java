package io.github.tfmobile.codegen.oplist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfmobile.codegen.header.OpsToRegisterHeader;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.testing.Samples;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets make build with the fragment and a makefile that is made like TensorFlow's, its compiler a script. */
class MakefileFragmentTest {

    private static final String MAKEFILE = """
            ifeq ($(ANDROID_TYPES),)
            \tANDROID_TYPES := -DSLIM_BY_DEFAULT
            endif
            GENDIR := tensorflow/contrib/makefile/gen/
            OBJDIR := $(GENDIR)obj/
            LIBDIR := $(GENDIR)lib/
            BINDIR := $(GENDIR)bin/
            DEPDIR := $(GENDIR)dep/
            OPTFLAGS := -O2
            ifneq ($(TARGET),ANDROID)
              OPTFLAGS += -march=native
            endif
            CXXFLAGS := --std=c++11 $(OPTFLAGS)
            CXXFLAGS += $(ANDROID_TYPES) -DRASPBERRY_PI
            ifeq ($(TARGET),IOS)
              OBJDIR := $(OBJDIR)ios_$(IOS_ARCH)/
              LIBDIR := $(LIBDIR)ios_$(IOS_ARCH)/
            endif
            LIB_NAME := libtensorflow-core.a
            LIB_PATH := $(LIBDIR)$(LIB_NAME)
            TF_CC_SRCS := $(shell cat tensorflow/contrib/makefile/tf_op_files.txt)
            TF_CC_OBJS := $(addprefix $(OBJDIR), $(TF_CC_SRCS:.cc=.o))
            all: $(LIB_PATH)
            $(LIB_PATH): $(TF_CC_OBJS)
            \t@mkdir -p $(dir $@)
            \t@ar -r $(LIB_PATH) $(TF_CC_OBJS) 2>/dev/null
            $(OBJDIR)%.o: %.cc
            \t@mkdir -p $(dir $@)
            \t@sh compiler $(CXXFLAGS) -o $@
            """;

    /** Writes its arguments into the object, one a line, and says which object it made. */
    private static final String COMPILER = """
            for last in "$@"; do :; done
            printf '%s\\n' "$@" > "$last"
            echo "${last##*/}"
            """;

    @TempDir
    private Path tree;

    @TempDir
    private Path output;

    @BeforeEach
    void needsMake() throws Exception {
        boolean found = false;
        for (String path : System.getenv("PATH").split(File.pathSeparator, -1)) {
            found |= Files.isExecutable(Path.of(path, "make")) && Files.isExecutable(Path.of(path, "ar"));
        }
        assumeTrue(found, "there is no make or no ar on this machine");
        Files.createDirectories(tree.resolve("tensorflow/contrib/makefile"));
        Files.writeString(tree.resolve("tensorflow/contrib/makefile/Makefile"), MAKEFILE);
        Files.writeString(tree.resolve("compiler"), COMPILER);
    }

    @Test
    void keepsTheFlagsOfTheMakefileAndOfTheCommandLine() throws Exception {
        install(Samples.good());

        assertThat(flags(make()))
                .containsExactly(
                        "--std=c++11",
                        "-O2",
                        "-march=native",
                        "-DSELECTIVE_REGISTRATION",
                        "-I" + output,
                        "-D__ANDROID_TYPES_SLIM__",
                        "-DRASPBERRY_PI");
        assertThat(flags(make("TARGET=ANDROID"))).contains("-O2").doesNotContain("-march=native");
        assertThat(flags(make("OPTFLAGS=-Os -ffast")))
                .startsWith("--std=c++11", "-Os", "-ffast", "-DSELECTIVE_REGISTRATION")
                .doesNotContain("-march=native");
    }

    @Test
    void asksForAllTypesWhenTheTargetIsSelective() throws Exception {
        install(requirements(Target.of(Samples.IOS_SELECTIVE)));

        assertThat(flags(make()))
                .contains("-DSELECTIVE_REGISTRATION", "-DSUPPORT_SELECTIVE_REGISTRATION")
                .noneMatch(flag -> flag.contains("SLIM"));
    }

    @Test
    void definesReachTheCompilerAsTheyAre() throws Exception {
        List<String> defines = List.of(
                "TEXT=\"it's $HOME, `id` & 100%\"",
                "HASH=a#b", "BACK=\\#\\\\#\\", "CALL=f(a, b);", "PLAIN=1", "STAR=*");

        assertThat(flags(withDefines(defines)))
                .containsAll(defines.stream().map(define -> "-D" + define).toList());
    }

    private String withDefines(List<String> defines) throws Exception {
        install(Samples.good(new Target(Platform.LINUX, Types.DEFAULT, new TreeSet<>(defines))));
        return make();
    }

    @Test
    void aBuildHasNothingOfTheOneBeforeIt() throws Exception {
        Files.createDirectories(tree.resolve("tensorflow/contrib/makefile/gen/obj/tensorflow/core/kernels"));
        Files.writeString(
                tree.resolve("tensorflow/contrib/makefile/gen/obj/tensorflow/core/kernels/relu_op.o"),
                "of the stock build");
        install(Samples.good());
        String first = make();
        String again = make();
        install(requirements(Target.of(Samples.IOS_SLIM)));
        String shorter = make();

        assertThat(objects(first)).hasSize(13).contains("cast_op.o", "relu_op.o");
        assertThat(objects(again)).as("nothing is to be done").isEmpty();
        assertThat(library(again)).isEqualTo(library(first));
        assertThat(objects(shorter)).as("another header").contains("relu_op.o").doesNotContain("cast_op.o");
        assertThat(library(shorter)).isNotEqualTo(library(first));
        assertThat(members(library(shorter))).containsExactlyInAnyOrderElementsOf(objects(shorter));
    }

    @Test
    void aBuildWithOtherFlagsIsAnotherBuild() throws Exception {
        install(Samples.good());

        List<String> libraries = new ArrayList<>();
        for (String[] arguments : new String[][] {
            {"TARGET=IOS", "IOS_ARCH=ARM64"},
            {"TARGET=IOS", "IOS_ARCH=ARMV7"},
            {"OPTFLAGS=-Os"},
            {"OPTFLAGS=-O3 -DX='1'"}
        }) {
            String said = make(arguments);
            assertThat(objects(said)).hasSize(13);
            libraries.add(library(said));
        }

        assertThat(libraries).doesNotHaveDuplicates();
        assertThat(library(make("OPTFLAGS=-Os"))).isEqualTo(libraries.get(2));
        assertThat(library(make("LIB_NAME=libmodels.a"))).endsWith("/lib/libmodels.a");
    }

    @Test
    void stopsAtAnotherOpList() throws Exception {
        install(Samples.good());
        Files.writeString(
                tree.resolve("tensorflow/contrib/makefile/tf_op_files.txt"), "tensorflow/core/kernels/old.cc\n");

        assertThat(run())
                .contains("*** tensorflow/contrib/makefile/tf_op_files.txt is another op list; run: cp " + output
                        + "/tf_op_files.txt tensorflow/contrib/makefile/tf_op_files.txt.  Stop.");
    }

    private static Requirements requirements(Target target) throws Exception {
        Registry registry = Samples.registry();
        return Requirements.of(RequirementRequest.of(
                Samples.goodModels(),
                KernelLookup.of(registry, target),
                KernelList.available(),
                Samples.sources(registry)));
    }

    /** Generates the outputs, and puts the op list and its files into the tree. */
    private void install(Requirements requirements) throws Exception {
        Files.writeString(output.resolve("tfmobile.mk"), MakefileFragment.render(requirements));
        Files.writeString(output.resolve("tf_op_files.txt"), OpFileList.render(requirements));
        Files.writeString(output.resolve("ops_to_register.h"), OpsToRegisterHeader.render(requirements));
        Files.copy(
                output.resolve("tf_op_files.txt"),
                tree.resolve("tensorflow/contrib/makefile/tf_op_files.txt"),
                StandardCopyOption.REPLACE_EXISTING);
        for (String file : requirements.files()) {
            Files.createDirectories(Objects.requireNonNull(tree.resolve(file).getParent()));
            Files.writeString(tree.resolve(file), "");
        }
    }

    /** Where the fragment says that the library is. */
    private static String library(String said) {
        return said.lines().findFirst().orElseThrow().replace("tfmobile: the library is ", "");
    }

    /** The objects that were compiled. */
    private static List<String> objects(String said) {
        return said.lines().filter(line -> line.endsWith(".o")).toList();
    }

    private List<String> members(String library) throws Exception {
        return output(new ProcessBuilder("ar", "t", library)).lines().toList();
    }

    /** The flags that an object of the build was compiled with. */
    private List<String> flags(String said) throws Exception {
        Path objects = tree.resolve(library(said))
                .resolve("../../obj/tensorflow/core/kernels")
                .normalize();
        List<String> arguments = Files.readAllLines(objects.resolve("relu_op.o"));
        return arguments.subList(0, arguments.size() - 2);
    }

    private String make(String... arguments) throws Exception {
        String said = run(arguments);
        assertThat(said).startsWith("tfmobile: the library is ").doesNotContain("***");
        assertThat(tree.resolve(library(said))).isRegularFile();
        return said;
    }

    private String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "make", "-f", output.resolve("tfmobile.mk").toString(), "-f", "tensorflow/contrib/makefile/Makefile"));
        command.addAll(List.of(arguments));
        return output(new ProcessBuilder(command));
    }

    private String output(ProcessBuilder builder) throws Exception {
        builder.directory(tree.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeAll(List.of("OPTFLAGS", "ANDROID_TYPES", "MAKEFLAGS", "CXXFLAGS", "TARGET"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said;
    }
}
