package io.github.tfmobile.registry.file;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.KernelDef;
import org.tensorflow.proto.KernelList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/**
 * Writes what the libraries of a TensorFlow release report of themselves: {@code ops.pb} and {@code kernels.json}, as
 * {@link OracleComparison} reads them. Arguments: the program that {@code benchmarks/reported/ask.cc} becomes, a folder for
 * the two files, the libraries. The class of a kernel is that which the libraries choose for a node made for this kernel.
 */
final class BinaryReport {

    private static final Pattern LINE = Pattern.compile("  device='([^']*)'(.*)");
    private static final Pattern LABEL = Pattern.compile("; label='([^']*)'");
    private static final Pattern CONSTRAINT = Pattern.compile("; (\\w+) in \\[([^]]*)]");

    private final String program;
    private final Path folder;
    private final List<String> libraries;

    private BinaryReport(String program, Path folder, List<String> libraries) {
        this.program = program;
        this.folder = folder;
        this.libraries = libraries;
    }

    /** Writes the report. */
    public static void main(String[] arguments) throws Exception {
        new BinaryReport(
                        arguments[0],
                        Path.of(arguments[1]),
                        Arrays.asList(arguments).subList(2, arguments.length))
                .write();
    }

    private void write() throws IOException, InterruptedException {
        Map<String, OpDef> ops = new LinkedHashMap<>();
        Path opList = ask("ops", List.of(), "ops.pb");
        OpList.parseFrom(Files.readAllBytes(opList)).getOpList().forEach(op -> ops.put(op.getName(), op));
        List<KernelDef> kernels = kernels(ops);
        List<String> nodes = kernels.stream()
                .map(kernel -> kernel.getDeviceType() + " "
                        + HexFormat.of()
                                .formatHex(node(kernel, ops.get(kernel.getOp())).toByteArray()))
                .toList();
        List<String> answers = Files.readAllLines(ask("classes", nodes, "classes.txt"));
        try (PrintStream out =
                new PrintStream(folder.resolve("kernels.json").toFile(), StandardCharsets.UTF_8.name())) {
            for (int i = 0; i < kernels.size(); i++) {
                String[] answer = answers.get(i).split("\t", 2);
                KernelDef chosen = answer.length < 2
                        ? kernels.get(i)
                        : KernelDef.parseFrom(HexFormat.of().parseHex(answer[1]));
                out.println(json(chosen, answer[0]));
            }
        }
    }

    /** All kernels, as far as the release tells: up to 1.9 without priority and host memory, which the look-up adds. */
    private List<KernelDef> kernels(Map<String, OpDef> ops) throws IOException, InterruptedException {
        Path list = folder.resolve("kernels.pb");
        if (run("kernels", List.of(), list) == 0) {
            return KernelList.parseFrom(Files.readAllBytes(list)).getKernelList();
        }
        List<KernelDef> kernels = new ArrayList<>();
        String op = "";
        for (String line : Files.readAllLines(ask("lines", List.copyOf(ops.keySet()), "lines.txt"))) {
            Matcher kernel = LINE.matcher(line);
            if (line.startsWith("OP ")) {
                op = line.substring("OP ".length());
            } else if (kernel.matches()) {
                KernelDef.Builder described = KernelDef.newBuilder().setOp(op).setDeviceType(kernel.group(1));
                Matcher label = LABEL.matcher(kernel.group(2));
                if (label.find()) {
                    described.setLabel(label.group(1));
                }
                Matcher constraint = CONSTRAINT.matcher(kernel.group(2));
                while (constraint.find()) {
                    described
                            .addConstraintBuilder()
                            .setName(constraint.group(1))
                            .getAllowedValuesBuilder()
                            .getListBuilder()
                            .addAllType(Stream.of(constraint.group(2).split(", "))
                                    .map(DataType::valueOf)
                                    .toList());
                }
                kernels.add(described.build());
            }
        }
        return kernels;
    }

    /** A node that the kernel serves: the first allowed value of each constraint, else the defaults of the op. */
    private static NodeDef node(KernelDef kernel, OpDef op) {
        NodeDef.Builder node = NodeDef.newBuilder()
                .setName("n")
                .setOp(kernel.getOp())
                .setDevice("/device:" + kernel.getDeviceType() + ":0");
        Map<String, String> attrTypes = new HashMap<>();
        for (OpDef.AttrDef attr : op.getAttrList()) {
            attrTypes.put(attr.getName(), attr.getType());
            if (attr.hasDefaultValue()) {
                node.putAttr(attr.getName(), attr.getDefaultValue());
            }
        }
        for (KernelDef.AttrConstraint constraint : kernel.getConstraintList()) {
            AttrValue.ListValue allowed = constraint.getAllowedValues().getList();
            AttrValue.Builder value = AttrValue.newBuilder();
            if (allowed.getTypeCount() > 0) {
                if ("list(type)".equals(attrTypes.get(constraint.getName()))) {
                    value.getListBuilder().addType(allowed.getType(0));
                } else {
                    value.setType(allowed.getType(0));
                }
            } else if (allowed.getSCount() > 0) {
                value.setS(allowed.getS(0));
            } else if (allowed.getICount() > 0) {
                value.setI(allowed.getI(0));
            } else if (allowed.getBCount() > 0) {
                value.setB(allowed.getB(0));
            }
            node.putAttr(constraint.getName(), value.build());
        }
        if (!kernel.getLabel().isEmpty()) {
            node.putAttr(
                    "_kernel",
                    AttrValue.newBuilder().setS(kernel.getLabelBytes()).build());
        }
        return node.build();
    }

    private static String json(KernelDef kernel, String kernelClass) throws IOException {
        List<Object> constraints = new ArrayList<>();
        for (KernelDef.AttrConstraint constraint : kernel.getConstraintList()) {
            AttrValue.ListValue allowed = constraint.getAllowedValues().getList();
            List<String> values = new ArrayList<>();
            allowed.getTypeList().forEach(type -> values.add(type.name()));
            allowed.getSList().forEach(text -> values.add("s:" + text.toStringUtf8()));
            allowed.getIList().forEach(number -> values.add("i:" + number));
            allowed.getBList().forEach(flag -> values.add("b:" + flag));
            constraints.add(List.of(constraint.getName(), values));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("op", kernel.getOp());
        fields.put("device", kernel.getDeviceType());
        fields.put("label", kernel.getLabel());
        fields.put("priority", kernel.getPriority());
        fields.put("constraints", constraints);
        fields.put("host", kernel.getHostMemoryArgList());
        fields.put("class", kernelClass);
        return JSON.std.asString(fields);
    }

    private Path ask(String question, List<String> lines, String file) throws IOException, InterruptedException {
        Path answer = folder.resolve(file);
        int status = run(question, lines, answer);
        if (status != 0) {
            throw new IOException("ask " + question + " ended with status " + status);
        }
        return answer;
    }

    private int run(String question, List<String> lines, Path answer) throws IOException, InterruptedException {
        Path input = Files.write(folder.resolve("input.txt"), lines);
        List<String> command = new ArrayList<>(List.of(program, question));
        command.addAll(libraries);
        return new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectOutput(answer.toFile())
                .redirectError(Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
