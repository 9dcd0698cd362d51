package io.github.tfmobile.graph.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ops whose output has the shape of an input, or what inputs broadcast to (common_shape_fns.cc). */
final class ElementwiseShapes {

    /** Ops whose output is what two inputs broadcast to. */
    static final List<String> BROADCASTING = List.of(
            "Add",
            "AddV2",
            "Atan2",
            "BitwiseAnd",
            "BitwiseOr",
            "BitwiseXor",
            "Complex",
            "Div",
            "DivNoNan",
            "Equal",
            "FloorDiv",
            "FloorMod",
            "Greater",
            "GreaterEqual",
            "LeftShift",
            "Less",
            "LessEqual",
            "LogicalAnd",
            "LogicalOr",
            "Maximum",
            "Minimum",
            "Mod",
            "Mul",
            "MulNoNan",
            "NotEqual",
            "Pow",
            "RealDiv",
            "RightShift",
            "SquaredDifference",
            "Sub",
            "TruncateDiv",
            "TruncateMod",
            "Xdivy",
            "Xlog1py",
            "Xlogy");

    private ElementwiseShapes() {}

    static void addTo(Map<String, ShapeInference.Rule> table) {
        for (String op : List.of(
                "Abs",
                "Acos",
                "Acosh",
                "Asin",
                "Asinh",
                "Atan",
                "Atanh",
                "BiasAdd",
                "BiasAddV1",
                "Bitcast",
                "Ceil",
                "CheckNumerics",
                "ClipByValue",
                "Conj",
                "Cos",
                "Cosh",
                "Cumprod",
                "Cumsum",
                "CumulativeLogsumexp",
                "Digamma",
                "Elu",
                "Erf",
                "Erfc",
                "Erfinv",
                "Exp",
                "Expm1",
                "FakeQuantWithMinMaxArgs",
                "FakeQuantWithMinMaxVars",
                "FakeQuantWithMinMaxVarsPerChannel",
                "Floor",
                "Inv",
                "Invert",
                "IsFinite",
                "IsInf",
                "IsNan",
                "L2Normalize",
                "LRN",
                "LeakyRelu",
                "Lgamma",
                "Log",
                "Log1p",
                "LogSoftmax",
                "LogicalNot",
                "MatrixBandPart",
                "Neg",
                "OnesLike",
                "PreventGradient",
                "Reciprocal",
                "Relu",
                "Relu6",
                "ReverseSequence",
                "ReverseV2",
                "Rint",
                "Roll",
                "Round",
                "Rsqrt",
                "Selu",
                "Sigmoid",
                "Sign",
                "Sin",
                "Sinh",
                "Snapshot",
                "Softmax",
                "Softplus",
                "Softsign",
                "Sqrt",
                "Square",
                "StopGradient",
                "StringLower",
                "StringUpper",
                "Tan",
                "Tanh",
                "ZerosLike",
                "Dequantize",
                "AsString",
                "StringLength")) {
            table.put(op, call -> ShapeInference.one(call.shape(0)));
        }
        for (String op : List.of("Identity", "StopGradient", "Snapshot", "PreventGradient", "Print", "Cast")) {
            table.put(
                    op,
                    call -> call.inputs().isEmpty()
                            ? List.of()
                            : List.of(call.inputs().get(0)));
        }
        table.put("IdentityN", ShapeCall::inputs);
        for (String op : BROADCASTING) {
            table.put(op, call -> ShapeInference.one(broadcast(call.shape(0), call.shape(1))));
        }
        table.put(
                "SelectV2",
                call -> ShapeInference.one(broadcast(broadcast(call.shape(1), call.shape(2)), call.shape(0))));
        table.put("Select", call -> ShapeInference.one(call.shape(1).merge(call.shape(2))));
        table.put("AddN", call -> {
            PartialShape shape = PartialShape.unknown();
            for (TensorFact input : call.inputs()) {
                shape = shape.merge(input.shape());
            }
            return ShapeInference.one(shape);
        });
        table.put(
                "QuantizeV2",
                call -> List.of(
                        TensorFact.of(call.shape(0)),
                        TensorFact.of(call.integer("axis", -1) == -1 ? PartialShape.scalar() : call.shape(1)),
                        TensorFact.of(call.integer("axis", -1) == -1 ? PartialShape.scalar() : call.shape(2))));
        table.put("PlaceholderWithDefault", call -> ShapeInference.one(call.shapeAttr("shape")));
        table.put(
                "EnsureShape",
                call -> ShapeInference.one(call.shapeAttr("shape").merge(call.shape(0))));
        for (String op : List.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3")) {
            table.put(op, call -> {
                boolean first = call.text("data_format", "NHWC").startsWith("NC");
                PartialShape channels = call.shape(0).hasRank()
                        ? PartialShape.of(call.shape(0).dim(first ? 1 : -1)).merge(call.shape(1))
                        : PartialShape.ofRank(1).merge(call.shape(1));
                List<TensorFact> facts = new ArrayList<>(List.of(TensorFact.of(call.shape(0))));
                for (int i = 0; i < 4; i++) {
                    facts.add(TensorFact.of(channels));
                }
                return facts;
            });
        }
        table.put("BatchNormWithGlobalNormalization", call -> ShapeInference.one(call.shape(0)));
    }

    /** What two shapes broadcast to, as far as it is known. */
    static PartialShape broadcast(PartialShape a, PartialShape b) {
        if (!a.hasRank() || !b.hasRank()) {
            return PartialShape.unknown();
        }
        int rank = Math.max(a.rank(), b.rank());
        long[] dims = new long[rank];
        for (int i = 1; i <= rank; i++) {
            long left = i > a.rank() ? 1 : a.dim(-i);
            long right = i > b.rank() ? 1 : b.dim(-i);
            long dim;
            if (left < 0 || right < 0) {
                // An unknown dim against one above 1 must be that one; against 1 it stays unknown.
                dim = Math.max(left, right) > 1 ? Math.max(left, right) : PartialShape.UNKNOWN;
            } else {
                dim = left == 1 ? right : left;
            }
            dims[rank - i] = dim;
        }
        return PartialShape.of(dims);
    }
}
