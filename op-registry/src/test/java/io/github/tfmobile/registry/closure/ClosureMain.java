package io.github.tfmobile.registry.closure;

import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.RegistryBuilder;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.TargetProfile;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Scans a tree and prints what {@code benchmarks/closure.sh} compares with what the linker needs. Arguments: the tree and a
 * profile, such as {@code raspberry-pi-default}. A line is {@code alone FILE} for a file of the stock list that registers
 * kernels or ops, {@code file FILE} for any other file of that list or of the closure of one, or {@code USER FILE NAME HEADER}
 * for what one of these files needs.
 */
final class ClosureMain {

    private ClosureMain() {}

    /** Prints the lines. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        Path tree = Path.of(arguments[0]);
        Registry registry = RegistryBuilder.build(tree, "", "", new TreeSet<>(), Progress.NONE);
        TargetProfile profile = TargetProfile.all().stream()
                .filter(known -> known.id().equals(arguments[1]))
                .findFirst()
                .orElseThrow();
        SourceClosure closure = SourceClosure.of(registry, Target.of(profile));
        SortedSet<String> stock = StockList.stock(registry, profile.platform()).files();
        SortedSet<String> alone = new TreeSet<>();
        registry.registrations().forEach(found -> alone.add(found.registration().file()));
        registry.registeredOps().values().forEach(op -> alone.add(op.file()));
        alone.retainAll(stock);
        SortedSet<String> all = new TreeSet<>(stock);
        alone.forEach(file -> all.addAll(closure.ofFile(file)));
        all.removeIf(file -> !Files.exists(tree.resolve(file)));
        for (String file : all) {
            out.println((alone.contains(file) ? "alone " : "file ") + file);
        }
        for (String file : all) {
            for (Need need : closure.needs(file)) {
                out.println(file + " " + need.file() + " " + need.symbol() + " " + need.header());
            }
        }
        out.flush();
    }
}
