package io.github.tfmobile.graph.evaluate.kernel;

import io.github.tfmobile.graph.tensor.Tensor;

/** Arithmetic on shapes: strides, broadcasting and walking over elements (tensorflow/core/util/bcast.h). */
public final class Dims {

    private Dims() {}

    /** Is called for each element of a result, in order. */
    public interface Walker {
        void at(int result, int left, int right) throws NotComputableException;
    }

    /** How many elements a shape has. */
    public static int product(long... dims) {
        return product(dims, 0, dims.length);
    }

    /** How many elements some of the dims make. */
    public static int product(long[] dims, int from, int to) {
        long product = 1;
        for (int i = from; i < to; i++) {
            product *= dims[i];
        }
        return (int) product;
    }

    /** How far apart neighbours along each dim are, in elements. */
    public static int[] strides(long[] dims) {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride = (int) (stride * dims[i]);
        }
        return strides;
    }

    /** The shape that two shapes broadcast to. */
    public static long[] broadcast(long[] left, long[] right) throws NotComputableException {
        int rank = Math.max(left.length, right.length);
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            long a = i < rank - left.length ? 1 : left[i - rank + left.length];
            long b = i < rank - right.length ? 1 : right[i - rank + right.length];
            if (a != b && a != 1 && b != 1) {
                throw new NotComputableException("shapes do not broadcast");
            }
            dims[i] = a == 1 ? b : a;
        }
        return dims;
    }

    /** The strides of a tensor seen as one of another shape that it broadcasts to: 0 where it is repeated. */
    public static int[] broadcastStrides(Tensor tensor, long[] to) {
        int[] own = strides(tensor.dims());
        int[] strides = new int[to.length];
        for (int i = 0; i < own.length; i++) {
            strides[to.length - own.length + i] = tensor.dim(i) == 1 ? 0 : own[i];
        }
        return strides;
    }

    /** Visits every element of a shape, with the places in two others that go with it. */
    public static void walk(long[] dims, int[] left, int[] right, Walker walker) throws NotComputableException {
        int count = product(dims);
        int[] index = new int[dims.length];
        int a = 0;
        int b = 0;
        for (int i = 0; i < count; i++) {
            walker.at(i, a, b);
            for (int d = dims.length - 1; d >= 0; d--) {
                a += left[d];
                b += right[d];
                if (++index[d] < dims[d]) {
                    break;
                }
                a -= left[d] * index[d];
                b -= right[d] * index[d];
                index[d] = 0;
            }
        }
    }

    /** Visits every element of a shape with the place in one other tensor. */
    public static void walk(long[] dims, int[] strides, int start, Walker walker) throws NotComputableException {
        walk(dims, strides, strides, (i, a, b) -> walker.at(i, start + a, start + a));
    }

    /** An axis counted from the front, where a negative one counts from the back. */
    public static int axis(long axis, int rank) throws NotComputableException {
        if (axis < -rank || axis >= rank) {
            throw new NotComputableException("axis " + axis + " of rank " + rank);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }
}
