package io.github.tfmobile.graph.evaluate.kernel;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/** One call of a kernel: the node's attrs, its inputs, and room for its outputs within the limits. */
public final class OpKernelContext {

    /** What a string in a result is counted as: its reference. */
    private static final long STRING_BYTES = 16;

    private final Node node;
    private final List<Tensor> inputs;
    private final long maxBytes;
    private long taken;

    /**
     * A call.
     *
     * @param maxBytes how many bytes its outputs may take together, and an input that is visited
     */
    public OpKernelContext(Node node, List<Tensor> inputs, long maxBytes) {
        this.node = node;
        this.inputs = inputs;
        this.maxBytes = maxBytes;
    }

    /** How many inputs there are. */
    public int inputs() {
        return inputs.size();
    }

    /** The op. */
    public String op() {
        return node.op();
    }

    /** An input of any size; its elements may be too many to be visited one by one. */
    public Tensor any(int index) throws NotComputableException {
        if (index < 0 || index >= inputs.size()) {
            throw new NotComputableException("input " + index + " is missing");
        }
        return inputs.get(index);
    }

    /** An input whose elements are going to be visited one by one. */
    public Tensor input(int index) throws NotComputableException {
        Tensor input = any(index);
        if (input.elements() > maxBytes) {
            throw new NotComputableException("input " + index + " is too large");
        }
        for (int i = 0; i < input.rank(); i++) {
            if (input.dim(i) > Integer.MAX_VALUE) {
                throw new NotComputableException("input " + index + " has too large a dim");
            }
        }
        return input;
    }

    /** An input of one of these categories. */
    public Tensor input(int index, Set<ElementFormat.Category> allowed) throws NotComputableException {
        Tensor input = input(index);
        if (!allowed.contains(input.format().category())) {
            throw new NotComputableException(op() + " of " + input.dtype());
        }
        return input;
    }

    /** All inputs from one on, up to another. */
    public List<Tensor> inputs(int from, int to) throws NotComputableException {
        if (from > to || to > inputs.size()) {
            throw new NotComputableException("inputs are missing");
        }
        for (int i = from; i < to; i++) {
            input(i);
        }
        return inputs.subList(from, to);
    }

    /** An input that holds one integer. */
    public long scalar(int index) throws NotComputableException {
        Tensor input = input(index);
        if (input.elements() != 1 || !input.format().isInteger()) {
            throw new NotComputableException("input " + index + " is no integer scalar");
        }
        return input.getLong(0);
    }

    /** An input that holds a vector (or a scalar) of integers. */
    public long[] vector(int index) throws NotComputableException {
        Tensor input = input(index);
        if (input.rank() > 1 || !input.format().isInteger()) {
            throw new NotComputableException("input " + index + " is no integer vector");
        }
        long[] values = new long[(int) input.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = input.getLong(i);
        }
        return values;
    }

    private @Nullable AttrValue attr(String name) {
        return node.attr(name);
    }

    /** A type attr that must be there. */
    public Dtype type(String name) throws NotComputableException {
        AttrValue value = attr(name);
        if (value == null || value.getValueCase() != AttrValue.ValueCase.TYPE) {
            throw new NotComputableException("attr " + name + " is missing");
        }
        return Dtype.of(value);
    }

    /** A type attr. */
    public Dtype type(String name, DataType defaultValue) throws NotComputableException {
        return attr(name) == null ? Dtype.of(defaultValue) : type(name);
    }

    /** An int attr. */
    public long integer(String name, long defaultValue) {
        return node.integer(name, defaultValue);
    }

    /** A float attr. */
    public double number(String name, double defaultValue) {
        AttrValue value = attr(name);
        return value == null ? defaultValue : value.getF();
    }

    /** A bool attr. */
    public boolean flag(String name, boolean defaultValue) {
        return node.flag(name, defaultValue);
    }

    /** A string attr. */
    public String text(String name, String defaultValue) {
        return node.text(name, defaultValue);
    }

    /** A string attr as it is; empty when it is not there. */
    public ByteString bytes(String name) {
        AttrValue value = attr(name);
        return value == null ? ByteString.EMPTY : value.getS();
    }

    /** A list of ints; empty when it is not there. */
    public long[] integers(String name) {
        AttrValue value = attr(name);
        return value == null
                ? new long[0]
                : value.getList().getIList().stream().mapToLong(Long::longValue).toArray();
    }

    /** Room for an output. */
    public Tensor.Builder output(DataType dtype, long... dims) throws NotComputableException {
        return output(Dtype.of(dtype), dims);
    }

    /** Room for an output of a dtype that an attr or an input tells. */
    public Tensor.Builder output(Dtype dtype, long... dims) throws NotComputableException {
        ElementFormat format = ElementFormat.of(dtype);
        if (format == null) {
            throw new NotComputableException("an output of " + dtype);
        }
        boolean empty = false;
        for (long dim : dims) {
            if (dim < 0 || dim > Integer.MAX_VALUE) {
                throw new NotComputableException("an output has the dim " + dim);
            }
            empty |= dim == 0;
        }
        long size = format == ElementFormat.STRING ? STRING_BYTES : format.bytes();
        if (!empty) {
            for (long dim : dims) {
                size = size > maxBytes ? size : size * dim;
            }
            taken += size;
        }
        if (taken > maxBytes) {
            throw new NotComputableException("the outputs are larger than the limit");
        }
        return Tensor.builder(dtype, dims);
    }

    /** Refuses work that would take too long. */
    public void work(double operations) throws NotComputableException {
        if (operations > 64.0 * maxBytes) {
            throw new NotComputableException("too much work for a constant");
        }
    }

    /** What a kernel gives where denormal floats are zero, in its inputs and its results. */
    public List<Tensor> withoutDenormals(Kernel kernel) throws NotComputableException {
        List<Tensor> flushed = new ArrayList<>();
        for (Tensor input : inputs) {
            // Kernels refuse to visit the elements of larger ones.
            flushed.add(input.elements() <= maxBytes ? Denormals.flushed(input) : input);
        }
        return kernel.compute(new OpKernelContext(node, flushed, maxBytes)).stream()
                .map(Denormals::flushed)
                .toList();
    }

    /** That there is no kernel for these attrs or inputs. */
    public NotComputableException unsupported() {
        return new NotComputableException(op() + " of these inputs");
    }

    /** Fails unless something holds that the op demands. */
    public void require(boolean holds) throws NotComputableException {
        if (!holds) {
            throw unsupported();
        }
    }
}
