package io.github.tfmobile.registry.scan;

import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.build.RegistryBuilder;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import io.github.tfmobile.registry.file.RegistryFile;
import io.github.tfmobile.registry.scan.result.TranslationUnit;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.ProfileConfigurations;
import io.github.tfmobile.registry.target.TargetProfile;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What {@code benchmarks/scan.sh} measures, one thing a run:
 *
 * <ul>
 *   <li>{@code all TREE FILE}: what {@code tfmobile:scan} does, a registry file for all target profiles with the facts
 *       about source files
 *   <li>{@code one TREE PROFILE UNITS}: the scan for one profile alone; writes the names of the units that it preprocessed
 *   <li>{@code read TREE}: lists and reads the files, on one thread
 * </ul>
 */
final class ScanBenchmark {

    private ScanBenchmark() {}

    /** Runs one of them and says what it found. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Path root = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "all" -> {
                Registry registry = RegistryBuilder.build(root, "", "", new TreeSet<>(), Progress.NONE);
                RegistryFile.write(registry, Path.of(arguments[2]));
                out.printf(
                        "%d registrations, %d ops, %d profiles%n",
                        registry.registrations().size(),
                        registry.registeredOps().size(),
                        registry.profiles().size());
            }
            case "one" -> {
                TreeScan scan = TreeScanner.scan(root, List.of(profile(root, arguments[2])), Progress.NONE);
                List<String> preprocessed = scan.units().stream()
                        .filter(unit -> !unit.includes().isEmpty())
                        .map(TranslationUnit::file)
                        .toList();
                Files.write(Path.of(arguments[3]), preprocessed);
                out.printf(
                        "%d registrations, %d ops, %d of %d units preprocessed%n",
                        scan.registrations().size(),
                        scan.ops().size(),
                        preprocessed.size(),
                        scan.units().size());
            }
            default -> {
                long bytes = 0;
                for (CppFile file : SourceTree.list(root).files) {
                    SourceTree.read(file);
                    bytes += file.text.length;
                    file.text = new byte[0];
                }
                out.printf("%d MB%n", bytes >> 20);
            }
        }
    }

    private static Configuration profile(Path root, String id) throws Exception {
        for (Map.Entry<TargetProfile, Configuration> profile :
                ProfileConfigurations.read(root).entrySet()) {
            if (profile.getKey().id().equals(id)) {
                return profile.getValue();
            }
        }
        throw new IllegalArgumentException("there is no profile " + id);
    }
}
