package io.github.tfmobile.lite.model;

import io.github.tfmobile.lite.flatbuffer.DamagedException;
import io.github.tfmobile.lite.flatbuffer.FlatBuffer.Vector;
import io.github.tfmobile.lite.flatbuffer.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one subgraph. */
final class SubgraphReader {

    private static final int OPTIONAL = -1;

    private final Table table;
    private final int index;
    private final int subgraphs;
    private final List<OperatorCode> codes;
    private final int buffers;
    private final Outside outside;
    private int tensors;

    /** Reads which bytes outside the FlatBuffer two fields name. */
    interface Outside {

        /** The bytes; null when the fields name none. */
        @Nullable
        ByteRange of(Table table, int offsetField, int sizeField);
    }

    SubgraphReader(Table table, int index, int subgraphs, List<OperatorCode> codes, int buffers, Outside outside) {
        this.table = table;
        this.index = index;
        this.subgraphs = subgraphs;
        this.codes = codes;
        this.buffers = buffers;
        this.outside = outside;
    }

    Subgraph read() {
        List<Table> tensorTables = table.tables(0, "the tensors", "tensor");
        if (tensorTables == null) {
            throw new DamagedException(table.what() + " has no tensors", table.start());
        }
        tensors = tensorTables.size();
        List<Tensor> read = new ArrayList<>();
        for (Table tensor : tensorTables) {
            read.add(tensor(tensor, read.size()));
        }
        List<Operator> operators = new ArrayList<>();
        for (Table operator : ModelReader.orEmpty(table.tables(3, "the operators", "operator"))) {
            operators.add(operator(operator, operators.size()));
        }
        String name = table.string(4, "the name");
        return new Subgraph(
                index,
                name == null ? "" : name,
                List.copyOf(read),
                tensorNumbers(table, 1, "the inputs"),
                tensorNumbers(table, 2, "the outputs"),
                List.copyOf(operators));
    }

    private Tensor tensor(Table tensor, int number) {
        TensorType type = TensorType.of(tensor.int8(1, 0));
        if (type == null) {
            throw damaged(tensor, "has the type " + tensor.int8(1, 0) + ", which the schema does not have");
        }
        long buffer = tensor.uint32(2);
        if (buffer >= buffers) {
            throw damaged(tensor, "names buffer " + buffer + ", and there are " + buffers);
        }
        List<Integer> shape = orEmpty(tensor.ints(0, "the shape"));
        for (int dim : shape) {
            if (dim < 0) {
                throw damaged(tensor, "has the shape " + shape);
            }
        }
        List<Integer> signature = tensor.ints(7, "the shape signature");
        String name = tensor.string(3, "the name");
        return new Tensor(
                number,
                name == null ? "" : name,
                type,
                shape,
                signature,
                tensor.bool(8),
                (int) buffer,
                quantization(tensor.table(4, "the quantization")),
                tensor.bool(5));
    }

    private static Tensor.@Nullable Quantization quantization(@Nullable Table table) {
        if (table == null) {
            return null;
        }
        Vector scales = table.vector(2, 4, "the scales");
        Float scale = table.firstFloat(2, "the scales");
        Long zeroPoint = table.firstLong(3, "the zero points");
        return scales == null || scale == null
                ? null
                : new Tensor.Quantization(scales.count(), scale, zeroPoint == null ? 0 : zeroPoint, table.int32(6, 0));
    }

    private Operator operator(Table operator, int number) {
        long code = operator.uint32(0);
        if (code >= codes.size()) {
            throw damaged(operator, "names operator code " + code + ", and there are " + codes.size());
        }
        tensorNumbers(operator, 8, "the intermediates");
        Vector inside = operator.vector(5, 1, "the custom options");
        // As the runtime does: what is in the FlatBuffer wins.
        ByteRange options =
                inside == null ? outside.of(operator, 9, 10) : new ByteRange(inside.start(), inside.count(), false);
        return new Operator(
                number,
                (int) code,
                tensorNumbers(operator, 1, "the inputs"),
                tensorNumbers(operator, 2, "the outputs"),
                options == null ? ByteRange.NONE : options,
                operator.int8(6, 0),
                calls(operator));
    }

    private List<Integer> calls(Table operator) {
        List<Integer> calls = Calls.of(operator);
        for (int call : calls) {
            if (call < 0 || call >= subgraphs) {
                throw damaged(operator, "runs subgraph " + call + ", and there are " + subgraphs);
            }
        }
        return calls;
    }

    private List<Integer> tensorNumbers(Table owner, int field, String name) {
        List<Integer> numbers = orEmpty(owner.ints(field, name));
        for (int number : numbers) {
            if (number < OPTIONAL || number >= tensors) {
                throw damaged(owner, "names tensor " + number + " among " + name + ", and there are " + tensors);
            }
        }
        return numbers;
    }

    private DamagedException damaged(Table owner, String what) {
        String of = owner == table ? "" : " of " + table.what();
        return new DamagedException(owner.what() + of + " " + what, owner.start());
    }

    private static List<Integer> orEmpty(@Nullable List<Integer> ints) {
        return ints == null ? List.of() : ints;
    }
}
