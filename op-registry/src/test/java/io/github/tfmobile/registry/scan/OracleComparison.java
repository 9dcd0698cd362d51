package io.github.tfmobile.registry.scan;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.build.BuildConfiguration;
import io.github.tfmobile.registry.build.BuildTree;
import io.github.tfmobile.registry.build.Label;
import io.github.tfmobile.registry.build.LinkedFiles;
import io.github.tfmobile.registry.problem.Problem;
import io.github.tfmobile.registry.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/**
 * Compares a scan of a source tree with what a binary built from it reports. Arguments: the tree, the binary's kernels
 * as JSON (an array of objects with op, device, label, priority, constraints, host, class), its OpList, the macros that it
 * was compiled with as {@code -DNAME=VALUE}, and the Bazel targets that it was linked from, if the files that they link
 * are to be compared as well.
 */
final class OracleComparison {

    private static final int SHOWN = 40;

    private OracleComparison() {}

    /** Prints the comparison. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        SortedMap<String, String> defines = new TreeMap<>();
        Set<Label> targets = new TreeSet<>();
        for (int i = 3; i < arguments.length; i++) {
            if (arguments[i].startsWith("//")) {
                targets.add(Label.parse(arguments[i], ""));
                continue;
            }
            String define = arguments[i].substring(2);
            int equals = define.indexOf('=');
            defines.put(
                    equals < 0 ? define : define.substring(0, equals), equals < 0 ? "1" : define.substring(equals + 1));
        }
        long start = System.nanoTime();
        TreeScan scan = TreeScanner.scan(
                Path.of(arguments[0]), List.of(new DefineSet("desktop", defines, new TreeSet<>())), Progress.NONE);
        out.printf("scanned in %.2f s%n", (System.nanoTime() - start) / 1e9);
        out.printf(
                "%d registrations, %d ops, %d units, %d problems%n",
                scan.registrations().size(),
                scan.ops().size(),
                scan.units().size(),
                scan.problems().size());
        BuildTree build = new BuildTree(Path.of(arguments[0]), BuildConfiguration.linux());
        Set<String> linked =
                targets.isEmpty() ? Set.of() : LinkedFiles.of(build, targets).keySet();
        kernels(scan, Path.of(arguments[1]), linked, out);
        ops(scan, Path.of(arguments[2]), out);
        out.println("problems:");
        for (Problem problem : scan.problems()) {
            out.println(problem.text().replace("\n", " "));
        }
    }

    private static String key(Registration registration) {
        List<String> constraints = new ArrayList<>();
        registration.constraints().forEach(constraint -> constraints.add(constraint.attr() + constraint.allowed()));
        List<String> host = new ArrayList<>(registration.hostMemory());
        constraints.sort(null);
        host.sort(null);
        return String.join(
                "|",
                registration.op(),
                registration.device(),
                registration.label(),
                Integer.toString(registration.priority()),
                constraints.toString(),
                host.toString());
    }

    @SuppressWarnings("unchecked")
    private static String key(Map<String, Object> kernel) {
        List<String> constraints = new ArrayList<>();
        for (Object constraint : (List<Object>) kernel.get("constraints")) {
            List<Object> pair = (List<Object>) constraint;
            constraints.add(pair.get(0).toString()
                    + pair.get(1).toString().replace("b:True", "b:true").replace("b:False", "b:false"));
        }
        List<String> host = new ArrayList<>((List<String>) kernel.get("host"));
        constraints.sort(null);
        host.sort(null);
        return String.join(
                "|",
                kernel.get("op").toString(),
                kernel.get("device").toString(),
                kernel.get("label").toString(),
                kernel.get("priority").toString(),
                constraints.toString(),
                host.toString());
    }

    private static String normal(String kernelClass) {
        return kernelClass
                .replaceAll("(::)?(tensorflow::)?\\b(u?int(8|16|32|64))(_t)?\\b", "$3")
                .replaceAll("::(u?int)", "$1");
    }

    private static void kernels(TreeScan scan, Path reported, Set<String> linked, PrintStream out) throws IOException {
        Map<String, List<Registration>> found = new TreeMap<>();
        for (ScannedRegistration scanned : scan.registrations()) {
            found.computeIfAbsent(key(scanned.registration()), k -> new ArrayList<>())
                    .add(scanned.registration());
        }
        int hits = 0;
        int sameClass = 0;
        int sameSpelling = 0;
        int shown = 0;
        Set<String> reportedFiles = new TreeSet<>();
        List<Object> kernels = JSON.std.listFrom(Files.readString(reported));
        for (Object kernel : kernels) {
            @SuppressWarnings("unchecked")
            Map<String, Object> fields = (Map<String, Object>) kernel;
            String key = key(fields);
            String kernelClass = fields.get("class").toString();
            List<Registration> matching = found.remove(key);
            if (matching == null) {
                if (shown++ < SHOWN) {
                    out.println("missing " + key + " " + kernelClass);
                }
                continue;
            }
            hits++;
            matching.forEach(r -> reportedFiles.add(r.file()));
            if (matching.stream().anyMatch(r -> r.kernelClass().equals(kernelClass))) {
                sameClass++;
            } else if (matching.stream().anyMatch(r -> normal(r.kernelClass()).equals(normal(kernelClass)))) {
                sameSpelling++;
            } else if (shown++ < SHOWN) {
                out.println("class " + key + " is " + matching.get(0).kernelClass() + " reported " + kernelClass);
            }
        }
        out.printf(
                "kernels: %d reported, %d found, %d with the same class, %d more up to integer spelling%n",
                kernels.size(), hits, sameClass, sameSpelling);
        Map<String, Integer> extraFiles = new TreeMap<>();
        found.values().forEach(list -> list.forEach(r -> extraFiles.merge(r.file(), 1, Integer::sum)));
        out.printf("%d not reported, in %d files%n", found.size(), extraFiles.size());
        if (!linked.isEmpty()) {
            long unlinked = reportedFiles.stream()
                    .filter(file -> !linked.contains(file))
                    .count();
            int extraLinked = 0;
            for (Map.Entry<String, Integer> extra : extraFiles.entrySet()) {
                if (linked.contains(extra.getKey())) {
                    extraLinked += extra.getValue();
                    out.println("not reported although linked: " + extra.getValue() + " of " + extra.getKey());
                }
            }
            out.printf(
                    "%d of them in files that the targets link; of %d files with reported kernels the targets do not"
                            + " link %d%n",
                    extraLinked, reportedFiles.size(), unlinked);
            reportedFiles.stream()
                    .filter(file -> !linked.contains(file))
                    .forEach(file -> out.println("reported although not linked: " + file));
        }
    }

    private static void ops(TreeScan scan, Path reported, PrintStream out) throws IOException {
        Map<String, List<ScannedOp>> found = new TreeMap<>();
        for (ScannedOp op : scan.ops()) {
            found.computeIfAbsent(op.definition().getName(), n -> new ArrayList<>())
                    .add(op);
        }
        OpList list;
        try (InputStream in = Files.newInputStream(reported)) {
            list = OpList.parseFrom(in);
        }
        int hits = 0;
        int same = 0;
        int shown = 0;
        for (OpDef op : list.getOpList()) {
            List<ScannedOp> ours = found.remove(op.getName());
            if (ours == null) {
                if (shown++ < SHOWN) {
                    out.println("missing op " + op.getName());
                }
                continue;
            }
            hits++;
            OpDef plain = undocumented(op);
            if (ours.stream().anyMatch(o -> o.definition().equals(plain))) {
                same++;
            } else if (shown++ < SHOWN) {
                out.println(
                        "op differs: " + ours.get(0).file() + ":" + ours.get(0).line() + "\n  ours     "
                                + ours.get(0).definition().toString().replaceAll("\\s+", " ") + "\n  reported "
                                + plain.toString().replaceAll("\\s+", " "));
            }
        }
        out.printf(
                "ops: %d reported, %d found, %d equal; %d not reported%n", list.getOpCount(), hits, same, found.size());
    }

    private static OpDef undocumented(OpDef op) {
        OpDef.Builder plain = op.toBuilder().clearSummary().clearDescription();
        plain.getInputArgBuilderList().forEach(OpDef.ArgDef.Builder::clearDescription);
        plain.getOutputArgBuilderList().forEach(OpDef.ArgDef.Builder::clearDescription);
        plain.getAttrBuilderList().forEach(OpDef.AttrDef.Builder::clearDescription);
        return plain.build();
    }
}
