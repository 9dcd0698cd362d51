package io.github.tfmobile.graph.evaluate.math;

import io.github.tfmobile.graph.evaluate.kernel.Complex;
import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.Kernel;
import io.github.tfmobile.graph.evaluate.kernel.KernelCall;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Products of matrices (tensorflow/core/kernels/matmul_op_impl.h). Sums are kept in double and rounded once. */
public final class MatMulKernels {

    private MatMulKernels() {}

    /** Adds these kernels under the ops that they compute. */
    public static void addTo(Map<String, Kernel> table) {
        table.put("MatMul", call -> {
            call.require(call.input(0).rank() == 2 && call.input(1).rank() == 2);
            return product(call, call.flag("transpose_a", false), call.flag("transpose_b", false), false);
        });
        Kernel batch = call -> product(call, call.flag("adj_x", false), call.flag("adj_y", false), true);
        table.put("BatchMatMul", call -> {
            int rank = call.input(0).rank();
            call.require(rank == call.input(1).rank()
                    && Arrays.equals(
                            Arrays.copyOf(call.input(0).dims(), Math.max(0, rank - 2)),
                            Arrays.copyOf(call.input(1).dims(), Math.max(0, rank - 2))));
            return batch.compute(call);
        });
        table.put("BatchMatMulV2", batch);
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

    private static List<Tensor> product(KernelCall call, boolean flipLeft, boolean flipRight, boolean adjoint)
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
            KernelCall call,
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
