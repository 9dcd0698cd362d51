package io.github.tfmobile.graph.freeze.table;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.tensor.TensorShapes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The entries of a saved {@code MutableDenseHashTable}: what is saved are all of its buckets, most of them free, as
 * matrices (tensorflow/core/kernels/lookup_table_op.cc, MutableDenseHashTable::ExportValues).
 *
 * @param keys the keys in use
 * @param values their values
 */
record DenseTableEntries(TensorProto keys, TensorProto values) {

    /**
     * Takes the entries out of the buckets.
     *
     * @param table the table's name, for messages
     * @param unused the keys that mark free and deleted buckets
     * @param valueShape the shape of one value
     * @throws ProblemException if keys and values do not fit each other
     */
    static DenseTableEntries of(
            String table, TensorProto keys, TensorProto values, List<TensorProto> unused, TensorShapeProto valueShape)
            throws ProblemException {
        Tensor from = Tensor.of(keys);
        Tensor to = Tensor.of(values);
        TensorShapeProto keyShape = unused.isEmpty()
                ? TensorShapeProto.getDefaultInstance()
                : unused.get(0).getTensorShape();
        int buckets = from.rank() == 0 ? 0 : (int) from.dim(0);
        if (to.rank() == 0
                || to.dim(0) != buckets
                || from.elements() != count(buckets, keyShape)
                || to.elements() != count(buckets, valueShape)) {
            throw new ProblemException(Problem.of(
                    GraphProblem.TABLE_OF_OTHER_SHAPE,
                    "table \"" + table + "\": the checkpoint has keys of shape "
                            + TensorShapes.text(keys.getTensorShape())
                            + " and values of shape \"" + TensorShapes.text(values.getTensorShape())
                            + "\", the graph wants keys of shape " + TensorShapes.text(keyShape)
                            + " and values of shape "
                            + TensorShapes.text(valueShape),
                    "Choose a checkpoint of this graph."));
        }
        Set<List<Object>> free = new HashSet<>();
        for (TensorProto key : unused) {
            Tensor one = Tensor.of(key);
            free.add(elements(one, 0, (int) one.elements()));
        }
        int width = buckets == 0 ? 0 : (int) (from.elements() / buckets);
        int[] taken = IntStream.range(0, buckets)
                .filter(i -> !free.contains(elements(from, i * width, width)))
                .toArray();
        return new DenseTableEntries(rows(from, taken, keyShape), rows(to, taken, valueShape));
    }

    private static List<Object> elements(Tensor tensor, int start, int count) {
        List<Object> elements = new ArrayList<>(count);
        for (int i = start; i < start + count; i++) {
            elements.add(
                    switch (tensor.dtype().dataType()) {
                        case DT_STRING -> tensor.getString(i);
                        case DT_FLOAT, DT_DOUBLE -> tensor.getDouble(i);
                        default -> tensor.getLong(i);
                    });
        }
        return elements;
    }

    /** How many elements so many rows of a shape have; -1 where that is beyond any table. */
    private static long count(long rows, TensorShapeProto shape) {
        long count = rows;
        for (TensorShapeProto.Dim dim : shape.getDimList()) {
            if (dim.getSize() < 0 || dim.getSize() > Integer.MAX_VALUE || count > Integer.MAX_VALUE) {
                return -1;
            }
            count *= dim.getSize();
        }
        return count;
    }

    private static TensorProto rows(Tensor from, int[] taken, TensorShapeProto inner) {
        long[] dims = new long[1 + inner.getDimCount()];
        dims[0] = taken.length;
        for (int i = 1; i < dims.length; i++) {
            dims[i] = inner.getDim(i - 1).getSize();
        }
        int width = from.dim(0) == 0 ? 0 : (int) (from.elements() / from.dim(0));
        Tensor.Builder rows = Tensor.builder(from.dtype(), dims);
        for (int row = 0; row < taken.length; row++) {
            for (int i = 0; i < width; i++) {
                rows.copyBits(row * width + i, from, taken[row] * width + i);
            }
        }
        return rows.build().toProto();
    }
}
