package io.github.tfmobile.graph.op.math;

import io.github.tfmobile.graph.evaluate.kernel.Complex;
import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.Refusals;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Products of matrices (tensorflow/core/kernels/matmul_op_impl.h). Sums are kept in double and rounded once. */
public final class MatrixOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "MatMul" ->
                OpEntry.shaped(MatrixOps::product)
                        .refusing(MatrixOps::refusesProduct)
                        .flushing(MatrixOps::matMul);
            case "QuantizedMatMul" -> OpEntry.quantized(MatrixOps::product).refusing(MatrixOps::refusesProduct);
            case "BatchMatMul" ->
                OpEntry.shaped(MatrixOps::products)
                        .refusing(call -> refusesProducts(call, false))
                        .flushing(MatrixOps::batchMatMulOfSameBatch);
            case "BatchMatMulV2" ->
                OpEntry.shaped(MatrixOps::products)
                        .refusing(call -> refusesProducts(call, true))
                        .flushing(MatrixOps::batchMatMul);
            case "BatchMatMulV3" -> OpEntry.shaped(MatrixOps::products).refusing(call -> refusesProducts(call, true));
            default -> null;
        };
    }

    private static PartialShape product(InferenceContext call) {
        return PartialShape.of(
                call.shape(0).rank() == 2 ? call.shape(0).dim(call.flag("transpose_a", false) ? 1 : 0) : -1,
                call.shape(1).rank() == 2 ? call.shape(1).dim(call.flag("transpose_b", false) ? 0 : 1) : -1);
    }

    private static @Nullable String refusesProduct(InferenceContext call) {
        PartialShape a = call.shape(0);
        PartialShape b = call.shape(1);
        String refusal = Refusals.rank(a, 2) == null ? Refusals.rank(b, 2) : Refusals.rank(a, 2);
        return refusal == null && !isMultipliable(call, "transpose_a", "transpose_b")
                ? a + " and " + b + " cannot be multiplied"
                : refusal;
    }

    private static boolean isMultipliable(InferenceContext call, String first, String second) {
        return !Refusals.differ(
                call.shape(0).dim(call.flag(first, false) ? -2 : -1),
                call.shape(1).dim(call.flag(second, false) ? -1 : -2));
    }

    private static PartialShape products(InferenceContext call) {
        PartialShape a = call.shape(0);
        PartialShape b = call.shape(1);
        if (a.rank() < 2 || b.rank() < 2) {
            return PartialShape.unknown();
        }
        PartialShape outer = batch(a).broadcast(batch(b));
        long[] dims = Arrays.copyOf(outer.dims(), outer.rank() + 2);
        dims[outer.rank()] = a.dim(call.flag("adj_x", false) ? -1 : -2);
        dims[outer.rank() + 1] = b.dim(call.flag("adj_y", false) ? -2 : -1);
        return PartialShape.of(dims);
    }

    private static PartialShape batch(PartialShape matrices) {
        return PartialShape.of(Arrays.copyOf(matrices.dims(), matrices.rank() - 2));
    }

    private static @Nullable String refusesProducts(InferenceContext call, boolean broadcasting) {
        PartialShape a = call.shape(0);
        PartialShape b = call.shape(1);
        if (a.rank() < 2 || b.rank() < 2) {
            return a.hasRank() && a.rank() < 2
                    ? a + " is no matrix"
                    : b.hasRank() && b.rank() < 2 ? b + " is no matrix" : null;
        }
        String batches =
                broadcasting ? Refusals.broadcast(batch(a), batch(b)) : Refusals.together(batch(a), batch(b), "");
        return batches != null || !isMultipliable(call, "adj_x", "adj_y")
                ? a + " and " + b + " cannot be multiplied"
                : null;
    }

    private static List<Tensor> matMul(OpKernelContext call) throws NotComputableException {
        call.require(call.input(0).rank() == 2 && call.input(1).rank() == 2);
        return multiply(call, call.flag("transpose_a", false), call.flag("transpose_b", false), false);
    }

    private static List<Tensor> batchMatMul(OpKernelContext call) throws NotComputableException {
        return multiply(call, call.flag("adj_x", false), call.flag("adj_y", false), true);
    }

    private static List<Tensor> batchMatMulOfSameBatch(OpKernelContext call) throws NotComputableException {
        int rank = call.input(0).rank();
        call.require(rank == call.input(1).rank()
                && Arrays.equals(
                        Arrays.copyOf(call.input(0).dims(), Math.max(0, rank - 2)),
                        Arrays.copyOf(call.input(1).dims(), Math.max(0, rank - 2))));
        return batchMatMul(call);
    }

    /** A matrix within a tensor: where it starts and how far apart rows and columns are. */
    private record Matrix(int rows, int columns, int rowStride, int columnStride) {
        static Matrix of(Tensor tensor, boolean transposed) {
            int rows = (int) tensor.dim(tensor.rank() - 2);
            int columns = (int) tensor.dim(tensor.rank() - 1);
            return transposed ? new Matrix(columns, rows, 1, columns) : new Matrix(rows, columns, columns, 1);
        }

        int size() {
            return rows * columns;
        }
    }

    private static List<Tensor> multiply(OpKernelContext call, boolean flipLeft, boolean flipRight, boolean adjoint)
            throws NotComputableException {
        Tensor left = call.input(0);
        Tensor right = call.input(1);
        call.require(left.rank() >= 2 && right.rank() >= 2 && left.dtype().equals(right.dtype()));
        call.require(
                !(adjoint && (flipLeft || flipRight) && left.format().category() == ElementFormat.Category.COMPLEX));
        Matrix a = Matrix.of(left, flipLeft);
        Matrix b = Matrix.of(right, flipRight);
        call.require(a.columns() == b.rows());
        long[] leftBatch = Arrays.copyOf(left.dims(), left.rank() - 2);
        long[] rightBatch = Arrays.copyOf(right.dims(), right.rank() - 2);
        long[] batch = Dims.broadcast(leftBatch, rightBatch);
        long[] dims = Arrays.copyOf(batch, batch.length + 2);
        dims[batch.length] = a.rows();
        dims[batch.length + 1] = b.columns();
        Tensor.Builder output = call.output(left.dtype(), dims);
        call.work((double) output.elements() * a.columns());
        int[] leftStrides = batchStrides(leftBatch, batch, a.size());
        int[] rightStrides = batchStrides(rightBatch, batch, b.size());
        int size = a.rows() * b.columns();
        Dims.walk(batch, leftStrides, rightStrides, (n, leftStart, rightStart) -> {
            for (int i = 0; i < size; i++) {
                int row = leftStart + i / b.columns() * a.rowStride();
                int column = rightStart + i % b.columns() * b.columnStride();
                dot(call, left, row, a.columnStride(), right, column, b.rowStride(), a.columns(), output, n * size + i);
            }
        });
        return List.of(output.build());
    }

    private static int[] batchStrides(long[] own, long[] to, int matrix) {
        int[] plain = Dims.strides(own);
        int[] strides = new int[to.length];
        for (int i = 0; i < own.length; i++) {
            strides[to.length - own.length + i] = own[i] == 1 ? 0 : plain[i] * matrix;
        }
        return strides;
    }

    private static void dot(
            OpKernelContext call,
            Tensor left,
            int leftStart,
            int leftStep,
            Tensor right,
            int rightStart,
            int rightStep,
            int count,
            Tensor.Builder output,
            int to)
            throws NotComputableException {
        switch (left.format().category()) {
            case REAL -> {
                double sum = 0;
                for (int k = 0; k < count; k++) {
                    sum += left.getDouble(leftStart + k * leftStep) * right.getDouble(rightStart + k * rightStep);
                }
                output.setDouble(to, sum);
            }
            case SIGNED, UNSIGNED -> {
                long sum = 0;
                for (int k = 0; k < count; k++) {
                    sum += left.getLong(leftStart + k * leftStep) * right.getLong(rightStart + k * rightStep);
                }
                output.setLong(to, sum);
            }
            case COMPLEX -> {
                Complex sum = new Complex(0, 0);
                for (int k = 0; k < count; k++) {
                    sum = sum.plus(Complex.of(left, leftStart + k * leftStep)
                            .times(Complex.of(right, rightStart + k * rightStep)));
                }
                output.setComplex(to, sum.real(), sum.imaginary());
            }
            default -> throw call.unsupported();
        }
    }
}
