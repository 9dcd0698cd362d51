package io.github.tfmobile.registry.scan;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.scan.result.DefineImpactScan;
import io.github.tfmobile.registry.scan.result.ScannedRegistration;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** A source tree of a few files, with the registration macros in the shape that the framework's headers have. */
public final class SmallTree {

    private static final String OP_KERNEL = """
            #ifndef OP_KERNEL_H_
            #define OP_KERNEL_H_
            #include "tensorflow/core/framework/types.h"
            #define REGISTER_KERNEL_BUILDER(kernel_builder, ...) \\
              REGISTER_KERNEL_BUILDER_UNIQ_HELPER(__COUNTER__, kernel_builder, __VA_ARGS__)
            #define REGISTER_KERNEL_BUILDER_UNIQ_HELPER(ctr, kernel_builder, ...) \\
              REGISTER_KERNEL_BUILDER_UNIQ(ctr, kernel_builder, __VA_ARGS__)
            #define REGISTER_KERNEL_BUILDER_UNIQ(ctr, kernel_builder, ...) static Registrar r##ctr(#__VA_ARGS__);
            #define REGISTER_SYSTEM_KERNEL_BUILDER(kernel_builder, ...) REGISTER_KERNEL_BUILDER(kernel_builder, __VA_ARGS__)
            #define REGISTER_OP(name) static Receiver r = Wrapper(name)
            #endif
            """;

    private static final String TYPES = """
            #ifndef TYPES_H_
            #define TYPES_H_
            const char* const DEVICE_CPU = "CPU";
            const char* const DEVICE_GPU = "GPU";
            MATCH_TYPE_AND_ENUM(float, DT_FLOAT);
            MATCH_TYPE_AND_ENUM(double, DT_DOUBLE);
            MATCH_TYPE_AND_ENUM(int32, DT_INT32);
            MATCH_TYPE_AND_ENUM(Eigen::half, DT_HALF);
            MATCH_TYPE_AND_ENUM(complex64, DT_COMPLEX64);
            #ifdef SLIM
            constexpr DataTypeSet kNumberTypes = ToSet(DT_INT32) | ToSet(DT_FLOAT);
            #else
            constexpr DataTypeSet kNumberTypes = ToSet(DT_INT32) | ToSet(DT_DOUBLE) | ToSet(DT_FLOAT);
            #endif
            inline DataTypeSet NumberTypes() { return kNumberTypes; }
            #endif
            """;

    private final Path root;

    /** A tree in an empty directory. */
    public SmallTree(Path root) {
        this.root = root;
        file("tensorflow/core/framework/op_kernel.h", OP_KERNEL);
        file("tensorflow/core/framework/types.h", TYPES);
        file("tensorflow/core/framework/types.cc", "#include \"tensorflow/core/framework/types.h\"\n");
    }

    /** Writes a file. */
    public SmallTree file(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file of kernels, which starts with an include of the framework. */
    public SmallTree kernels(String name, String text) {
        return file("tensorflow/core/kernels/" + name, "#include \"tensorflow/core/framework/op_kernel.h\"\n" + text);
    }

    /** A configuration with these macros, each 1. */
    public static Configuration configuration(String... macros) {
        TreeMap<String, String> defines = new TreeMap<>();
        Arrays.asList(macros).forEach(macro -> defines.put(macro, "1"));
        return new Configuration(defines);
    }

    /** Scans for configurations; for one without macros when none are given. */
    TreeScan scan(Configuration... configurations) throws ProblemException {
        return TreeScanner.scan(
                root, configurations.length == 0 ? List.of(configuration()) : List.of(configurations), Progress.NONE);
    }

    /** Scans for one configuration and finds out what all macros do. */
    public DefineImpactScan effects(Configuration configuration) throws ProblemException {
        return TreeScanner.scanEffects(root, List.of(configuration), macro -> !macro.endsWith("_H_"), Progress.NONE);
    }

    /** Scans another directory than the tree's. */
    TreeScan scanAt(Path other) throws ProblemException {
        return TreeScanner.scan(other, List.of(configuration()), Progress.NONE);
    }

    /** One line for each registration: op, device, constraints, class, line and configurations. */
    static List<String> lines(TreeScan scan) {
        List<String> lines = new ArrayList<>();
        for (ScannedRegistration scanned : scan.registrations()) {
            Registration registration = scanned.registration();
            StringBuilder line = new StringBuilder(registration.op());
            line.append(' ').append(registration.device());
            if (!registration.label().isEmpty()) {
                line.append(" label=").append(registration.label());
            }
            if (registration.priority() != 0) {
                line.append(" priority=").append(registration.priority());
            }
            for (Constraint constraint : registration.constraints()) {
                line.append(' ').append(constraint.attr()).append('=').append(String.join("|", constraint.allowed()));
            }
            registration.hostMemory().forEach(arg -> line.append(" host=").append(arg));
            line.append(" \"").append(registration.kernelClass()).append("\" :").append(registration.line());
            line.append(' ').append(scanned.presence());
            lines.add(line.toString());
        }
        return lines;
    }

    /** The problems, each with its place. */
    static List<String> problems(TreeScan scan) {
        return scan.problems().stream()
                .map(problem -> problem.text().replace("\n ", ""))
                .toList();
    }
}
