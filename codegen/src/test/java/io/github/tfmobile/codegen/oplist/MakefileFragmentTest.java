package io.github.tfmobile.codegen.oplist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.testing.Samples;
import io.github.tfmobile.registry.Registry;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets make read the fragment before a makefile that sets its variables as TensorFlow's does. */
class MakefileFragmentTest {

    private static final String MAKEFILE = """
            ifeq ($(ANDROID_TYPES),)
            \tANDROID_TYPES := -DSLIM_BY_DEFAULT
            endif
            OPTFLAGS := -O2
            OPTFLAGS += -march=native
            CXXFLAGS := --std=c++11 $(OPTFLAGS)
            CXXFLAGS += $(ANDROID_TYPES) -DRASPBERRY_PI
            TF_CC_SRCS := $(shell cat tensorflow/contrib/makefile/tf_op_files.txt)
            all:
            \t@echo "$(CXXFLAGS)" "$(words $(TF_CC_SRCS))"
            """;

    @TempDir
    private Path tree;

    @TempDir
    private Path output;

    @BeforeEach
    void needsMake() throws Exception {
        boolean found = false;
        for (String path : System.getenv("PATH").split(File.pathSeparator, -1)) {
            found |= Files.isExecutable(Path.of(path, "make"));
        }
        assumeTrue(found, "there is no make on this machine");
        Files.createDirectories(tree.resolve("tensorflow/contrib/makefile"));
        Files.writeString(tree.resolve("tensorflow/contrib/makefile/Makefile"), MAKEFILE);
    }

    @Test
    void addsItsFlagsWhoeverSetsTheOthers() throws Exception {
        generate(Samples.good());
        Files.copy(output.resolve("tf_op_files.txt"), tree.resolve("tensorflow/contrib/makefile/tf_op_files.txt"));

        assertThat(make())
                .isEqualTo("--std=c++11 -O2 -DSELECTIVE_REGISTRATION -I" + output
                        + " -D__ANDROID_TYPES_SLIM__ -DRASPBERRY_PI 13\n");
        assertThat(make("OPTFLAGS=-Os -ffast"))
                .isEqualTo("--std=c++11 -Os -ffast -DSELECTIVE_REGISTRATION -I" + output
                        + " -D__ANDROID_TYPES_SLIM__ -DRASPBERRY_PI 13\n");
    }

    @Test
    void asksForAllTypesWhenTheTargetIsSelective() throws Exception {
        Registry registry = Samples.registry();
        generate(Requirements.of(RequirementRequest.of(
                Samples.goodModels(),
                Samples.lookup(registry, Samples.IOS_SELECTIVE),
                KernelList.available(),
                Samples.sources(registry))));
        Files.copy(output.resolve("tf_op_files.txt"), tree.resolve("tensorflow/contrib/makefile/tf_op_files.txt"));

        assertThat(make())
                .startsWith("--std=c++11 -O2 -DSELECTIVE_REGISTRATION -DSUPPORT_SELECTIVE_REGISTRATION -I")
                .doesNotContain("SLIM");
    }

    @Test
    void stopsAtAnotherOpList() throws Exception {
        generate(Samples.good());
        Files.writeString(
                tree.resolve("tensorflow/contrib/makefile/tf_op_files.txt"), "tensorflow/core/kernels/old.cc\n");

        assertThat(make())
                .contains("*** tensorflow/contrib/makefile/tf_op_files.txt is another op list; run: cp " + output
                        + "/tf_op_files.txt tensorflow/contrib/makefile/tf_op_files.txt.  Stop.");
    }

    private void generate(Requirements requirements) throws Exception {
        Files.writeString(output.resolve("tfmobile.mk"), MakefileFragment.render(requirements));
        Files.writeString(output.resolve("tf_op_files.txt"), OpFileList.render(requirements));
    }

    private String make(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "make", "-f", output.resolve("tfmobile.mk").toString(), "-f", "tensorflow/contrib/makefile/Makefile"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(tree.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("OPTFLAGS", "ANDROID_TYPES", "MAKEFLAGS", "CXXFLAGS"));
        builder.environment().put("LC_ALL", "C");
        Process make = builder.start();
        String said = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(make.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said;
    }
}
