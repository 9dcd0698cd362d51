package io.github.tfmobile.registry.lookup;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * How long it takes to load a bundled registry and to look up the kernels of a graph of 1,000 nodes. Arguments: the
 * version, 1.15.0 without any. The first run is that of a JVM that has just started; of the others the median counts.
 */
final class LookupBenchmark {

    private static final int NODES = 1_000;
    private static final int RUNS = 41;

    private LookupBenchmark() {}

    /** Prints both. */
    public static void main(String[] arguments) throws ProblemException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String version = arguments.length == 0 ? BundledRegistries.DEFAULT_VERSION : arguments[0];
        double[] loading = new double[RUNS];
        double[] both = new double[RUNS];
        long found = 0;
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            Registry registry = BundledRegistries.load(version);
            loading[run] = milliseconds(start);
            List<NodeDef> graph = graph(registry);
            long lookup = System.nanoTime();
            KernelLookup kernels = KernelLookup.of(registry, Target.of(Platform.DESKTOP, Types.DEFAULT));
            found = graph.stream()
                    .map(kernels::find)
                    .filter(answer -> answer instanceof Answer.Kernel)
                    .count();
            both[run] = loading[run] + milliseconds(lookup);
        }
        out.printf(
                "%s: %d nodes, %d with a kernel; first run: loading %.0f ms, with look-up %.0f ms;"
                        + " median of %d more: %.1f ms, %.1f ms%n",
                version, NODES, found, loading[0], both[0], RUNS - 1, median(loading), median(both));
    }

    private static double milliseconds(long since) {
        return (System.nanoTime() - since) / 1e6;
    }

    private static double median(double[] times) {
        double[] warm = Arrays.copyOfRange(times, 1, times.length);
        Arrays.sort(warm);
        return warm[warm.length / 2];
    }

    /** A node of each op in turn, with values for the attrs that have no default. */
    private static List<NodeDef> graph(Registry registry) {
        List<RegisteredOp> ops = List.copyOf(registry.registeredOps().values());
        List<NodeDef> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            OpDef op = ops.get(i % ops.size()).def();
            NodeDef.Builder node = NodeDef.newBuilder().setName("n" + i).setOp(op.getName());
            for (OpDef.AttrDef attr : op.getAttrList()) {
                if (!attr.hasDefaultValue()) {
                    node.putAttr(attr.getName(), value(attr));
                }
            }
            nodes.add(node.build());
        }
        return nodes;
    }

    private static AttrValue value(OpDef.AttrDef attr) {
        AttrValue.ListValue allowed = attr.getAllowedValues().getList();
        DataType type = allowed.getTypeCount() > 0 ? allowed.getType(0) : DataType.DT_FLOAT;
        AttrValue.Builder value = AttrValue.newBuilder();
        return switch (attr.getType()) {
            case "type" -> value.setType(type).build();
            case "list(type)" ->
                value.setList(AttrValue.ListValue.newBuilder().addType(type)).build();
            case "int" -> value.setI(Math.max(1, attr.getMinimum())).build();
            case "bool" -> value.setB(true).build();
            case "float" -> value.setF(1).build();
            case "string" ->
                value.setS(allowed.getSCount() > 0 ? allowed.getS(0) : ByteString.EMPTY)
                        .build();
            default -> value.setList(AttrValue.ListValue.getDefaultInstance()).build();
        };
    }
}
