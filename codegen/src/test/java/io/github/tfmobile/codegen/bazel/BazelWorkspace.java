package io.github.tfmobile.codegen.bazel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A workspace for an installed Bazel. It needs no network: what Bazel 4 loads of {@code rules_cc} and {@code rules_java} for
 * its own tool chains are stubs that name its native rules.
 */
final class BazelWorkspace {

    private static final List<String> CC_RULES = List.of(
            "cc_binary", "cc_import", "cc_library", "cc_test", "cc_toolchain", "cc_toolchain_suite", "fdo_profile");
    private static final List<String> JAVA_RULES = List.of(
            "java_binary",
            "java_import",
            "java_library",
            "java_package_configuration",
            "java_plugin",
            "java_runtime",
            "java_test",
            "java_toolchain");

    private final Path root;

    BazelWorkspace(Path root) throws IOException {
        this.root = root;
        write("WORKSPACE", "");
        rules("rules_cc/cc", CC_RULES);
        rules("rules_java/java", JAVA_RULES);
    }

    /** Whether there is a Bazel of the kind that the stubs are for: Debian's bazel-bootstrap is 4.2.3. */
    static boolean isInstalled() {
        for (String folder :
                Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, "bazel-4"))) {
                return true;
            }
        }
        return false;
    }

    private void rules(String directory, List<String> rules) throws IOException {
        String repository = directory.substring(0, directory.indexOf('/'));
        StringBuilder text = new StringBuilder();
        rules.forEach(
                rule -> text.append(rule).append(" = native.").append(rule).append('\n'));
        writeFile(root.resolve("repositories").resolve(repository).resolve("WORKSPACE"), "");
        writeFile(root.resolve("repositories").resolve(directory).resolve("BUILD"), "");
        writeFile(root.resolve("repositories").resolve(directory).resolve("defs.bzl"), text.toString());
    }

    /** Writes a file of the workspace. */
    void write(String file, String text) throws IOException {
        writeFile(file(file), text);
    }

    /** A file of the workspace. */
    Path file(String file) {
        return root.resolve("tree").resolve(file);
    }

    private static void writeFile(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    /** Runs Bazel, which must succeed; what it prints, line by line. */
    List<String> bazel(String command, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                "bazel-4",
                "--batch",
                "--host_jvm_args=-Xmx600m",
                "--output_user_root=" + root.resolve("out"),
                command,
                "--override_repository=rules_cc=" + root.resolve("repositories/rules_cc"),
                "--override_repository=rules_java=" + root.resolve("repositories/rules_java")));
        line.addAll(List.of(arguments));
        Path errors = root.resolve("errors.txt");
        Path output = root.resolve("output.txt");
        Process process = new ProcessBuilder(line)
                .directory(root.resolve("tree").toFile())
                .redirectError(errors.toFile())
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroy();
        assertThat(ended).as("%s ends", line).isTrue();
        assertThat(process.exitValue())
                .as("%s: %s", line, Files.readString(errors, StandardCharsets.UTF_8))
                .isZero();
        return Files.readAllLines(output);
    }
}
