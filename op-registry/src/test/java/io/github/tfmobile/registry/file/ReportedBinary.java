package io.github.tfmobile.registry.file;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Registration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
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

/** What a TensorFlow binary reports of itself, in a form in which registry and binary can be compared. */
final class ReportedBinary {

    private ReportedBinary() {}

    /**
     * The kernels of a report: one JSON object a line with op, device, label, priority, constraints, host and class; commas
     * and brackets around them make no difference.
     */
    static List<Registration> kernels(InputStream in) throws IOException {
        List<Registration> kernels = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("{")) {
                kernels.add(kernel(JSON.std.mapFrom(line.endsWith(",") ? line.substring(0, line.length() - 1) : line)));
            }
        }
        return kernels;
    }

    private static Registration kernel(Map<String, Object> fields) {
        List<Constraint> constraints = new ArrayList<>();
        for (Object constraint : list(fields, "constraints")) {
            List<?> pair = (List<?>) constraint;
            List<String> values = new ArrayList<>();
            for (Object value : (List<?>) pair.get(1)) {
                String text = value.toString();
                values.add(text.startsWith("b:") ? text.toLowerCase(Locale.ROOT) : text);
            }
            constraints.add(new Constraint(pair.get(0).toString(), values));
        }
        return new Registration(
                text(fields, "op"),
                text(fields, "device"),
                text(fields, "label"),
                Integer.parseInt(text(fields, "priority")),
                constraints,
                list(fields, "host").stream().map(Object::toString).toList(),
                text(fields, "class"),
                "",
                0);
    }

    private static String text(Map<String, Object> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name).toString();
    }

    private static List<?> list(Map<String, Object> fields, String name) {
        return (List<?>) Objects.requireNonNull(fields.get(name), name);
    }

    /** The op definitions of a report, an OpList, without their documentation. */
    static List<OpDef> ops(InputStream in) throws IOException {
        return OpList.parseFrom(in).getOpList().stream()
                .map(ReportedBinary::undocumented)
                .toList();
    }

    private static OpDef undocumented(OpDef op) {
        OpDef.Builder plain = op.toBuilder().clearSummary().clearDescription();
        plain.getInputArgBuilderList().forEach(OpDef.ArgDef.Builder::clearDescription);
        plain.getOutputArgBuilderList().forEach(OpDef.ArgDef.Builder::clearDescription);
        plain.getAttrBuilderList().forEach(OpDef.AttrDef.Builder::clearDescription);
        return plain.build();
    }

    /** All that a binary reports of a kernel but the class; it does not say in which order kernels were registered. */
    static String key(Registration kernel) {
        return String.join(
                "|",
                kernel.op(),
                kernel.device(),
                kernel.label(),
                Integer.toString(kernel.priority()),
                constraints(kernel),
                kernel.hostMemory().stream().sorted().toList().toString());
    }

    private static String constraints(Registration kernel) {
        return kernel.constraints().stream()
                .map(constraint -> constraint.attr() + constraint.allowed())
                .sorted()
                .toList()
                .toString();
    }

    /** {@code int32} of one is {@code int32_t}, {@code ::int32_t} or {@code ::tensorflow::int32} of the other. */
    static String withoutIntegerSpelling(String kernelClass) {
        return kernelClass.replaceAll("(::)?(tensorflow::)?\\b(u?int(8|16|32|64))(_t)?\\b", "$3");
    }

    /**
     * SHA-256 over all kernels in sorted order, classes without the spelling of integers. Where several kernels differ in
     * nothing by which one could be chosen, a binary can tell neither their classes nor (before 1.10) their host memory;
     * of these their number counts.
     */
    static String kernelDigest(Collection<Registration> kernels) {
        SortedMap<String, List<Registration>> alike = new TreeMap<>();
        for (Registration kernel : kernels) {
            String choice = String.join("|", kernel.op(), kernel.device(), kernel.label(), constraints(kernel));
            alike.computeIfAbsent(choice, key -> new ArrayList<>()).add(kernel);
        }
        SortedSet<String> lines = new TreeSet<>();
        alike.forEach((choice, same) -> lines.add(
                same.size() == 1
                        ? key(same.get(0))
                                + "|"
                                + withoutIntegerSpelling(same.get(0).kernelClass())
                        : choice + "|" + same.size() + " times"));
        return sha256(lines);
    }

    /** SHA-256 over all op definitions, sorted by name. */
    static String opDigest(Collection<OpDef> ops) {
        SortedMap<String, String> lines = new TreeMap<>();
        for (OpDef op : ops) {
            lines.put(op.getName(), HexFormat.of().formatHex(op.toByteArray()));
        }
        return sha256(lines.values());
    }

    private static String sha256(Collection<String> lines) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            lines.forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException exception) {
            throw new AssertionError(exception); // every Java runtime has it
        }
    }
}
