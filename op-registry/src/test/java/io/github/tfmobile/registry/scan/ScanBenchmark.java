package io.github.tfmobile.registry.scan;

import io.github.tfmobile.registry.progress.Progress;
import io.github.tfmobile.registry.target.ProfileWorlds;
import io.github.tfmobile.registry.target.TargetProfile;
import io.github.tfmobile.registry.target.World;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Scans a tree for all target profiles, or for the one that is named after it, and says how long that took and what
 * part of it reading the files takes.
 */
final class ScanBenchmark {

    private ScanBenchmark() {}

    /** Arguments: the tree, and the id of a profile, as in {@code desktop-default}. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Path root = Path.of(arguments[0]);
        List<DefineSet> worlds = new ArrayList<>();
        for (Map.Entry<TargetProfile, World> profile : ProfileWorlds.read(root).entrySet()) {
            String id = profile.getKey().id();
            if (arguments.length < 2 || arguments[1].equals(id)) {
                worlds.add(new DefineSet(id, profile.getValue().defines(), new TreeSet<>()));
            }
        }
        long start = System.nanoTime();
        TreeScan scan = TreeScanner.scan(root, worlds, Progress.NONE);
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
                "%d worlds, %d registrations, %d ops, %d problems in %.2f s; reading alone takes %.2f s%n",
                worlds.size(),
                scan.registrations().size(),
                scan.ops().size(),
                scan.problems().size(),
                seconds,
                readingSeconds(root));
    }

    /** Lists and reads the tree's files once more, on one thread, as the scan does. */
    private static double readingSeconds(Path root) throws IOException {
        long start = System.nanoTime();
        SourceTree tree = SourceTree.list(root);
        long bytes = 0;
        for (SourceFile file : tree.files) {
            SourceTree.read(file);
            bytes += file.text.length;
            file.text = new byte[0];
        }
        return bytes == 0 ? 0 : (System.nanoTime() - start) / 1e9;
    }
}
