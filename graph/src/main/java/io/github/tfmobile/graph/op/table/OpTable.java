package io.github.tfmobile.graph.op.table;

import io.github.tfmobile.graph.op.array.ArrangeOps;
import io.github.tfmobile.graph.op.array.BlockOps;
import io.github.tfmobile.graph.op.array.ForwardOps;
import io.github.tfmobile.graph.op.array.GatherOps;
import io.github.tfmobile.graph.op.array.GenerateOps;
import io.github.tfmobile.graph.op.array.JoinOps;
import io.github.tfmobile.graph.op.array.ShapeOps;
import io.github.tfmobile.graph.op.array.SliceOps;
import io.github.tfmobile.graph.op.data.ImageOps;
import io.github.tfmobile.graph.op.data.SourceOps;
import io.github.tfmobile.graph.op.data.StringOps;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.op.math.ArithmeticOps;
import io.github.tfmobile.graph.op.math.CastOps;
import io.github.tfmobile.graph.op.math.ComparisonOps;
import io.github.tfmobile.graph.op.math.MatrixOps;
import io.github.tfmobile.graph.op.math.ReductionOps;
import io.github.tfmobile.graph.op.math.SelectOps;
import io.github.tfmobile.graph.op.math.UnaryOps;
import io.github.tfmobile.graph.op.nn.ConvolutionOps;
import io.github.tfmobile.graph.op.nn.NormalizationOps;
import io.github.tfmobile.graph.op.nn.PoolOps;
import io.github.tfmobile.graph.op.nn.QuantizationOps;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The entry of each op, found by its name. Each family of ops is a class, and each op of it a case of that class's switch:
 * what a graph does not contain is never made, since an entry costs a class for each of its functions.
 */
public final class OpTable {

    private static final List<OpFamily> FAMILIES = List.of(
            new ForwardOps(),
            new ArithmeticOps(),
            new UnaryOps(),
            new ConvolutionOps(),
            new NormalizationOps(),
            new PoolOps(),
            new MatrixOps(),
            new ShapeOps(),
            new SliceOps(),
            new JoinOps(),
            new ReductionOps(),
            new ArrangeOps(),
            new BlockOps(),
            new GatherOps(),
            new GenerateOps(),
            new CastOps(),
            new ComparisonOps(),
            new SelectOps(),
            new QuantizationOps(),
            new ImageOps(),
            new StringOps(),
            new SourceOps());

    private static final Map<String, OpEntry> FOUND = new ConcurrentHashMap<>();

    private OpTable() {}

    /** The entry of an op, {@link OpEntry#UNKNOWN} for one that has none. */
    public static OpEntry of(String op) {
        OpEntry found = FOUND.get(op);
        if (found == null) {
            found = find(op);
            if (found == null) {
                return OpEntry.UNKNOWN; // not kept: a graph may name any ops
            }
            FOUND.put(op, found);
        }
        return found;
    }

    private static @Nullable OpEntry find(String op) {
        for (OpFamily family : FAMILIES) {
            OpEntry entry = family.entry(op);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }
}
