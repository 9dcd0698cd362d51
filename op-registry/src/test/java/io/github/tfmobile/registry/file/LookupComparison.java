package io.github.tfmobile.registry.file;

import com.google.protobuf.ByteString;
import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.lookup.Answer;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Compares look-up with {@code FindKernelDef} of a real TensorFlow binary, for random nodes of every op: random allowed
 * dtypes, labels and devices. Arguments: a registry as for
 * {@link OracleComparison}; the program that {@code benchmarks/reported/ask.cc} becomes; the
 * binary's libraries. Ops in which registry and binary differ anyway ({@code Fact}) show as differences.
 */
final class LookupComparison {

    private static final int NODES_OF_AN_OP = 20;
    private static final int SHOWN = 20;
    private static final List<String> DEVICES = List.of("CPU", "CPU", "GPU", "XLA_CPU_JIT", "CUSTOM");
    private static final List<DataType> DTYPES = Arrays.stream(DataType.values())
            .filter(type -> type != DataType.UNRECOGNIZED
                    && type != DataType.DT_INVALID
                    && type.getNumber() <= DataType.DT_UINT64_VALUE)
            .toList();

    private final Random random = new Random(1);
    private final List<String> labels;

    private LookupComparison(List<String> labels) {
        this.labels = labels;
    }

    /** Prints how many nodes were compared, how many differ, and the first of these. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Target desktop = Target.of(Platform.DESKTOP, Types.DEFAULT);
        Registry registry = OracleComparison.registry(arguments[0]);
        OpDefs ops = registry.ops(desktop);
        KernelLookup lookup = KernelLookup.of(registry, desktop);
        LookupComparison nodes = new LookupComparison(registry.target(desktop).stream()
                .map(Registration::label)
                .distinct()
                .sorted()
                .toList());
        List<NodeDef> asked = new ArrayList<>();
        for (String op : ops.names()) {
            for (int i = 0; i < NODES_OF_AN_OP; i++) {
                NodeDef node = nodes.node(Objects.requireNonNull(ops.find(op)));
                if (node != null) {
                    asked.add(node);
                }
            }
        }
        List<String> answers = ask(asked, Arrays.asList(arguments).subList(1, arguments.length));
        int kernels = 0;
        int different = 0;
        for (int i = 0; i < asked.size(); i++) {
            Answer answer = lookup.find(asked.get(i));
            String ours = answer instanceof Answer.Kernel kernel
                    ? kernel.registration().kernelClass()
                    : "";
            String theirs = answers.get(i).split("\t", 2)[0];
            kernels += theirs.isEmpty() ? 0 : 1;
            if (!plain(ours).equals(plain(theirs)) && different++ < SHOWN) {
                out.println("ours " + answer + "\n  theirs " + theirs + "\n  "
                        + asked.get(i).toString().replaceAll("\\s+", " "));
            }
        }
        out.printf(
                Locale.ROOT,
                "%s: %d nodes, the binary has a kernel for %d, %d answers differ%n",
                registry.release(),
                asked.size(),
                kernels,
                different);
    }

    private static String plain(String kernelClass) {
        return ReportedBinary.withoutIntegerSpelling(kernelClass);
    }

    private static List<String> ask(List<NodeDef> nodes, List<String> programAndLibraries) throws Exception {
        Path input = Files.createTempFile("nodes", ".txt");
        Path output = Files.createTempFile("classes", ".txt");
        Files.write(
                input,
                nodes.stream()
                        .map(node -> node.getDevice().split(":", -1)[1] + " "
                                + HexFormat.of().formatHex(node.toByteArray()))
                        .toList());
        List<String> command = new ArrayList<>(programAndLibraries);
        command.add(1, "classes");
        int status = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(Redirect.DISCARD)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("ask ended with status " + status);
        }
        return Files.readAllLines(output);
    }

    /** A valid node of an op, or null where an attr has no value that can be thought of without the op's meaning. */
    private @Nullable NodeDef node(OpDef op) {
        NodeDef.Builder node = NodeDef.newBuilder()
                .setName("n")
                .setOp(op.getName())
                .setDevice("/device:" + DEVICES.get(random.nextInt(DEVICES.size())) + ":0");
        for (OpDef.AttrDef attr : op.getAttrList()) {
            AttrValue value = value(attr);
            if (value == null) {
                return null;
            }
            node.putAttr(attr.getName(), value);
        }
        if (random.nextInt(10) == 0) {
            String label = labels.get(random.nextInt(labels.size()));
            node.putAttr("_kernel", text(label));
        }
        return node.build();
    }

    private @Nullable AttrValue value(OpDef.AttrDef attr) {
        AttrValue.Builder value = AttrValue.newBuilder();
        if (attr.getType().equals("type")) {
            return value.setType(dtype(attr)).build();
        }
        if (attr.getType().equals("list(type)")) {
            int size = (int) attr.getMinimum() + random.nextInt(3);
            for (int i = 0; i < size; i++) {
                value.getListBuilder().addType(dtype(attr));
            }
            return value.setList(value.getListBuilder()).build();
        }
        if (attr.hasDefaultValue()) {
            return attr.getDefaultValue();
        }
        return switch (attr.getType()) {
            case "int" -> value.setI(Math.max(1, attr.getMinimum())).build();
            case "bool" -> value.setB(true).build();
            case "float" -> value.setF(1).build();
            case "string" -> {
                List<ByteString> allowed = attr.getAllowedValues().getList().getSList();
                yield allowed.isEmpty()
                        ? text("x")
                        : value.setS(allowed.get(random.nextInt(allowed.size())))
                                .build();
            }
            default -> null;
        };
    }

    private DataType dtype(OpDef.AttrDef attr) {
        List<DataType> allowed = attr.getAllowedValues().getList().getTypeList();
        List<DataType> from = allowed.isEmpty() ? DTYPES : allowed;
        return from.get(random.nextInt(from.size()));
    }

    private static AttrValue text(String text) {
        return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
    }
}
