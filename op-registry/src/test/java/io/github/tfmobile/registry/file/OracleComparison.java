package io.github.tfmobile.registry.file;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.problem.Problem;
import io.github.tfmobile.registry.progress.Progress;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/**
 * Compares a registry, profile {@code desktop-default}, with all that a published binary reports of itself. Arguments: a
 * source tree, which is scanned, or a registry file; the binary's kernels as JSON (an array of objects with op, device,
 * label, priority, constraints, host, class); its OpList.
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
        Path source = Path.of(arguments[0]);
        Registry registry = Files.isDirectory(source)
                ? RegistryBuilder.build(source, "", "", new TreeSet<>(), Progress.NONE)
                : RegistryFile.read(source);
        Target desktop = Target.of(Platform.DESKTOP, Types.DEFAULT);
        OracleComparison comparison = new OracleComparison(out);
        comparison.kernels(registry.target(desktop), Path.of(arguments[1]));
        comparison.ops(registry.ops(desktop), Path.of(arguments[2]));
        for (Problem problem : registry.unresolved()) {
            out.println("problem: " + problem.text().replace("\n", " "));
        }
    }

    private void kernels(List<Registration> registered, Path reported) throws Exception {
        SortedMap<String, List<Registration>> ours = new TreeMap<>();
        for (Registration registration : registered) {
            ours.computeIfAbsent(key(registration), key -> new ArrayList<>()).add(registration);
        }
        int total = 0;
        int found = 0;
        int sameClass = 0;
        int sameSpelling = 0;
        for (Object each : JSON.std.listFrom(Files.readString(reported))) {
            Registration kernel = kernel((Map<?, ?>) each);
            total++;
            List<Registration> matching = ours.remove(key(kernel));
            if (matching == null) {
                show("missing: " + key(kernel));
                continue;
            }
            found++;
            String reportedClass = kernel.kernelClass();
            if (matching.stream().anyMatch(own -> own.kernelClass().equals(reportedClass))) {
                sameClass++;
            } else if (matching.stream()
                    .anyMatch(own -> plain(own.kernelClass()).equals(plain(reportedClass)))) {
                sameSpelling++;
            } else {
                show("class: " + key(kernel) + " is " + matching.get(0).kernelClass() + ", reported " + reportedClass);
            }
        }
        SortedMap<String, Integer> files = new TreeMap<>();
        ours.values().forEach(list -> list.forEach(own -> files.merge(own.file(), 1, Integer::sum)));
        files.forEach((file, count) -> show("not reported: " + count + " of " + file));
        out.printf(
                Locale.ROOT,
                "kernels: %d reported, %d found (recall %.4f), %d of them with the same class, %d but for the spelling of"
                        + " integers; %d registered (precision %.4f)%n",
                total,
                found,
                (double) found / total,
                sameClass,
                sameSpelling,
                found + ours.size(),
                (double) found / (found + ours.size()));
    }

    private void ops(OpDefs registered, Path reported) throws Exception {
        OpList list;
        try (InputStream in = Files.newInputStream(reported)) {
            list = OpList.parseFrom(in);
        }
        SortedSet<String> notReported = new TreeSet<>(registered.names());
        int found = 0;
        int equal = 0;
        for (OpDef op : list.getOpList()) {
            OpDef own = registered.find(op.getName());
            notReported.remove(op.getName());
            if (own == null) {
                show("missing op: " + op.getName());
                continue;
            }
            found++;
            if (own.equals(undocumented(op))) {
                equal++;
            } else {
                show("different op: " + op.getName() + "\n  ours     "
                        + own.toString().replaceAll("\\s+", " ") + "\n  reported "
                        + undocumented(op).toString().replaceAll("\\s+", " "));
            }
        }
        notReported.forEach(op -> show("op not reported: " + op));
        out.printf(
                Locale.ROOT,
                "ops: %d reported, %d found, %d equal (recall %.4f); %d defined (precision %.4f)%n",
                list.getOpCount(),
                found,
                equal,
                (double) equal / list.getOpCount(),
                registered.names().size(),
                (double) equal / registered.names().size());
    }

    private void show(String line) {
        if (shown++ < SHOWN) {
            out.println(line);
        }
    }

    private static Registration kernel(Map<?, ?> fields) {
        List<Constraint> constraints = new ArrayList<>();
        for (Object constraint : (List<?>) field(fields, "constraints")) {
            List<?> pair = (List<?>) constraint;
            List<String> values = new ArrayList<>();
            for (Object value : (List<?>) pair.get(1)) {
                String text = value.toString();
                values.add(text.startsWith("b:") ? text.toLowerCase(Locale.ROOT) : text);
            }
            constraints.add(new Constraint(pair.get(0).toString(), values));
        }
        List<String> host = new ArrayList<>();
        ((List<?>) field(fields, "host")).forEach(arg -> host.add(arg.toString()));
        return new Registration(
                field(fields, "op").toString(),
                field(fields, "device").toString(),
                field(fields, "label").toString(),
                Integer.parseInt(field(fields, "priority").toString()),
                constraints,
                host,
                field(fields, "class").toString(),
                "",
                0);
    }

    private static Object field(Map<?, ?> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    /** All that a binary reports of a kernel but the class. */
    private static String key(Registration kernel) {
        List<String> constraints = new ArrayList<>();
        kernel.constraints().forEach(constraint -> constraints.add(constraint.attr() + constraint.allowed()));
        constraints.sort(null);
        return String.join(
                "|",
                kernel.op(),
                kernel.device(),
                kernel.label(),
                Integer.toString(kernel.priority()),
                constraints.toString(),
                kernel.hostMemory().stream().sorted().toList().toString());
    }

    private static String plain(String kernelClass) {
        return kernelClass.replaceAll("(::)?(tensorflow::)?\\b(u?int(8|16|32|64))(_t)?\\b", "$3");
    }

    private static OpDef undocumented(OpDef op) {
        OpDef.Builder plain = op.toBuilder().clearSummary().clearDescription();
        plain.getInputArgBuilderList().forEach(OpDef.ArgDef.Builder::clearDescription);
        plain.getOutputArgBuilderList().forEach(OpDef.ArgDef.Builder::clearDescription);
        plain.getAttrBuilderList().forEach(OpDef.AttrDef.Builder::clearDescription);
        return plain.build();
    }
}
