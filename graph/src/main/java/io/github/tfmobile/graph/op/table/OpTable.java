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

    /** Gives the entry of an op of the family; null for other ops. */
    @FunctionalInterface
    private interface Family {
        @Nullable
        OpEntry of(String op);
    }

    private static final List<Family> FAMILIES = List.of(
            ForwardOps::of,
            ArithmeticOps::of,
            UnaryOps::of,
            ConvolutionOps::of,
            NormalizationOps::of,
            PoolOps::of,
            MatrixOps::of,
            ShapeOps::of,
            SliceOps::of,
            JoinOps::of,
            ReductionOps::of,
            ArrangeOps::of,
            BlockOps::of,
            GatherOps::of,
            GenerateOps::of,
            CastOps::of,
            ComparisonOps::of,
            SelectOps::of,
            QuantizationOps::of,
            ImageOps::of,
            StringOps::of,
            SourceOps::of);

    private static final Map<String, OpEntry> FOUND = new ConcurrentHashMap<>();

    private OpTable() {}

    /** The entry of an op, {@link OpEntry#UNKNOWN} for one that has none. */
    public static OpEntry of(String op) {
        OpEntry found = FOUND.get(op);
        return found == null ? FOUND.computeIfAbsent(op, OpTable::find) : found;
    }

    private static OpEntry find(String op) {
        for (Family family : FAMILIES) {
            OpEntry entry = family.of(op);
            if (entry != null) {
                return entry;
            }
        }
        return OpEntry.UNKNOWN;
    }
}
