package io.github.tfmobile.registry.file;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.build.RegistryBuilder;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.proto.OpDef;

/**
 * Compares a registry, profile {@code desktop-default}, with all that a published binary reports of itself. Arguments: a
 * source tree, which is scanned, a registry file, or the name of a bundled release; the binary's kernels as JSON and its
 * OpList, as {@code benchmarks/reported/report.sh} gets them; the ops, if any, that the digests leave out. The last line is
 * one for reported-binaries.txt.
 */
final class OracleComparison {

    private static final int SHOWN = 100;

    private final PrintStream out;
    private int shown;

    private OracleComparison(PrintStream out) {
        this.out = out;
    }

    /** Prints the comparison. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Registry registry = registry(arguments[0]);
        Target desktop = Target.of(Platform.DESKTOP, Types.DEFAULT);
        List<Registration> kernels;
        try (InputStream in = Files.newInputStream(Path.of(arguments[1]))) {
            kernels = new ArrayList<>(ReportedBinary.kernels(in));
        }
        List<OpDef> ops;
        try (InputStream in = Files.newInputStream(Path.of(arguments[2]))) {
            ops = new ArrayList<>(ReportedBinary.ops(in));
        }
        OracleComparison comparison = new OracleComparison(out);
        comparison.kernels(registry.target(desktop), kernels);
        comparison.ops(registry.ops(desktop), ops);
        for (Problem problem : registry.unresolved()) {
            out.println("problem: " + problem.text().replace("\n", " "));
        }
        Set<String> leftOut = new TreeSet<>(Arrays.asList(arguments).subList(3, arguments.length));
        kernels.removeIf(kernel -> leftOut.contains(kernel.op()));
        ops.removeIf(op -> leftOut.contains(op.getName()));
        out.println(String.join(
                " ",
                registry.release(),
                Integer.toString(kernels.size()),
                Integer.toString(ops.size()),
                ReportedBinary.kernelDigest(kernels),
                ReportedBinary.opDigest(ops),
                String.join(",", leftOut)));
    }

    /** A registry by the path of a source tree or a registry file, or by the name of a bundled release. */
    static Registry registry(String source) throws Exception {
        if (BundledRegistries.find(source).isPresent()) {
            return BundledRegistries.load(source);
        }
        Path path = Path.of(source);
        return Files.isDirectory(path)
                ? RegistryBuilder.build(path, "", "", new TreeSet<>(), Progress.NONE)
                : RegistryFile.read(path);
    }

    private void kernels(List<Registration> registered, List<Registration> reported) {
        SortedMap<String, List<Registration>> ours = new TreeMap<>();
        for (Registration registration : registered) {
            ours.computeIfAbsent(ReportedBinary.key(registration), key -> new ArrayList<>())
                    .add(registration);
        }
        int found = 0;
        int sameClass = 0;
        int sameSpelling = 0;
        int withoutClass = 0;
        for (Registration kernel : reported) {
            String key = ReportedBinary.key(kernel);
            List<Registration> matching = ours.getOrDefault(key, List.of());
            if (matching.isEmpty()) {
                show("missing: " + key);
                continue;
            }
            found++;
            Registration own = matching.remove(0);
            String ownClass = own.kernelClass();
            if (kernel.kernelClass().isEmpty()) {
                withoutClass++;
            } else if (ownClass.equals(kernel.kernelClass())) {
                sameClass++;
            } else if (ReportedBinary.withoutIntegerSpelling(ownClass)
                    .equals(ReportedBinary.withoutIntegerSpelling(kernel.kernelClass()))) {
                sameSpelling++;
            } else {
                show("class: " + key + " is " + ownClass + ", reported " + kernel.kernelClass());
            }
        }
        SortedMap<String, Integer> files = new TreeMap<>();
        ours.values().forEach(list -> list.forEach(own -> files.merge(own.file(), 1, Integer::sum)));
        files.forEach((file, count) -> show("not reported: " + count + " of " + file));
        out.printf(
                Locale.ROOT,
                "kernels: %d reported, %d found (recall %.4f), %d of them with the same class, %d but for the spelling of"
                        + " integers, %d of which the binary tells no class; %d registered (precision %.4f)%n",
                reported.size(),
                found,
                (double) found / reported.size(),
                sameClass,
                sameSpelling,
                withoutClass,
                registered.size(),
                (double) found / registered.size());
    }

    private void ops(OpDefs registered, List<OpDef> reported) {
        SortedSet<String> notReported = new TreeSet<>(registered.names());
        int found = 0;
        int equal = 0;
        for (OpDef op : reported) {
            OpDef own = registered.find(op.getName());
            notReported.remove(op.getName());
            if (own == null) {
                show("missing op: " + op.getName());
                continue;
            }
            found++;
            if (own.equals(op)) {
                equal++;
            } else {
                show("different op: " + op.getName() + "\n  ours     "
                        + own.toString().replaceAll("\\s+", " ") + "\n  reported "
                        + op.toString().replaceAll("\\s+", " "));
            }
        }
        notReported.forEach(op -> show("op not reported: " + op));
        out.printf(
                Locale.ROOT,
                "ops: %d reported, %d found, %d equal (recall %.4f); %d defined (precision %.4f)%n",
                reported.size(),
                found,
                equal,
                (double) equal / reported.size(),
                registered.names().size(),
                (double) equal / registered.names().size());
    }

    private void show(String line) {
        if (shown++ < SHOWN) {
            out.println(line);
        }
    }
}
