package io.github.tfmobile.lite.flex;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.flatbuffer.DamagedException;
import io.github.tfmobile.lite.flexbuffer.FlexBuffer;
import io.github.tfmobile.lite.flexbuffer.FlexValue;
import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.Operator;
import io.github.tfmobile.lite.model.OperatorCode;
import io.github.tfmobile.lite.model.Subgraph;
import io.github.tfmobile.lite.problem.LiteProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads the options of a model's Flex ops as the Flex delegate does. */
public final class FlexOps {

    /** More than a NodeDef without tensors in it ever has. */
    private static final long LARGEST = 64L << 20;

    private FlexOps() {}

    /**
     * The Flex ops of a model, in the order of subgraphs and operators.
     *
     * @param refused is told of every op that the delegate would refuse for its options; it is not in the result
     * @throws ProblemException if the file is no longer what it was when the model was read
     */
    public static List<FlexOp> of(LiteModel model, Consumer<Problem> refused) throws ProblemException {
        List<FlexOp> ops = new ArrayList<>();
        for (Subgraph subgraph : model.subgraphs()) {
            for (Operator operator : subgraph.operators()) {
                OperatorCode code = model.code(operator);
                if (code.flex()) {
                    try {
                        ops.add(read(model, subgraph, operator, code.name()));
                    } catch (DamagedException e) {
                        refused.accept(Problem.of(
                                LiteProblem.FLEX_OPTIONS_DAMAGED,
                                code.name() + " has options that the Flex delegate cannot read ("
                                        + subgraph.text(operator) + "): " + e.what(),
                                Place.at(model.file(), operator.options().offset() + e.offset()),
                                "convert the model again"));
                    }
                }
            }
        }
        return List.copyOf(ops);
    }

    private static FlexOp read(LiteModel model, Subgraph subgraph, Operator operator, String name)
            throws ProblemException {
        long size = operator.options().size();
        if (size == 0) {
            throw new DamagedException("there are none", 0);
        }
        if (size > LARGEST) {
            throw new DamagedException("they have " + size + " bytes", 0);
        }
        if (!(FlexBuffer.read(model.bytes(operator.options())) instanceof FlexValue.Items items)) {
            throw new DamagedException("they are no vector", 0);
        }
        List<FlexValue> elements = items.items();
        if (elements.size() < 2) {
            throw new DamagedException("the vector lacks the NodeDef", 0);
        }
        byte[] nodeDef = text(elements.get(1), "the NodeDef").bytes();
        if (nodeDef.length == 0) {
            throw new DamagedException("the NodeDef is empty", 0);
        }
        return new FlexOp(
                subgraph,
                operator,
                name.substring(OperatorCode.FLEX.length()),
                text(elements.get(0), "the op's name").text(),
                nodeDef,
                operator.optionsFormat(),
                elements.size() - 2);
    }

    private static FlexValue.Text text(FlexValue value, String what) {
        if (value instanceof FlexValue.Text text) {
            return text;
        }
        throw new DamagedException(what + " is " + value.kind() + " and no string", 0);
    }
}
