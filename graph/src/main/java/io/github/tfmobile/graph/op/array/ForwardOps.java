package io.github.tfmobile.graph.op.array;

import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.Refusals;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ops whose outputs are their inputs. */
public final class ForwardOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Identity", "StopGradient", "PreventGradient", "Snapshot" ->
                OpEntry.forwarding().computing(ForwardOps::first);
            case "Print" -> OpEntry.forwarding();
            case "DeepCopy" -> OpEntry.unchanged().computing(ForwardOps::first);
            case "PlaceholderWithDefault" ->
                OpEntry.shaped(call -> call.shapeAttr("shape")).computing(ForwardOps::first);
            case "EnsureShape" ->
                OpEntry.shaped(call -> call.shapeAttr("shape").merge(call.shape(0)))
                        .refusing(call -> Refusals.together(call.shape(0), call.shapeAttr("shape"), "is not"));
            case "CheckNumerics" -> OpEntry.unchanged().computing(ForwardOps::finite);
            case "IdentityN" -> OpEntry.of(InferenceContext::inputs).computing(ForwardOps::all);
            default -> null;
        };
    }

    private static List<Tensor> first(OpKernelContext call) throws NotComputableException {
        return List.of(call.any(0));
    }

    private static List<Tensor> finite(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        for (int i = 0; i < input.elements(); i++) {
            call.require(Double.isFinite(input.getDouble(i)));
        }
        return List.of(input);
    }

    private static List<Tensor> all(OpKernelContext call) throws NotComputableException {
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < call.inputs(); i++) {
            all.add(call.any(i));
        }
        return all;
    }
}
