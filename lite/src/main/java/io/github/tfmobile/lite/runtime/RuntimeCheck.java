package io.github.tfmobile.lite.runtime;

import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.Operator;
import io.github.tfmobile.lite.model.OperatorCode;
import io.github.tfmobile.lite.model.Subgraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a model declares with what a runtime registers. A runtime looks up every operator code, whether an operator
 * uses it or not: a builtin op that it lacks makes it refuse the model, a custom one only where an operator uses it.
 */
public final class RuntimeCheck {

    private RuntimeCheck() {}

    /**
     * An op that stands in the way.
     *
     * @param answer {@code MISSING} or {@code UNKNOWN}
     * @param operators the operators that use it, each as {@code subgraph:operator}; none where the model only declares it
     * @param registered the versions that the runtime has; null for none
     * @param first the first known release that has it; null for none
     */
    public record Unsupported(
            OperatorCode code,
            LiteRuntime.Answer answer,
            List<String> operators,
            @Nullable VersionRange registered,
            @Nullable LiteRelease first) {

        /** One sentence without a full stop: what is missing and what there is. */
        public String text(LiteRuntime runtime) {
            StringBuilder text = new StringBuilder(code.name());
            if (code.custom() != null) {
                text.append(", a custom op, is not among those that ")
                        .append(name(runtime))
                        .append(" registers itself");
            } else if (answer == LiteRuntime.Answer.UNKNOWN) {
                text.append(" version ")
                        .append(code.version())
                        .append(": ")
                        .append(runtime.before())
                        .append(" and ")
                        .append(runtime.after())
                        .append(" differ, and what lies between is not known");
            } else if (registered == null) {
                text.append(" version ")
                        .append(code.version())
                        .append(" is no op of ")
                        .append(name(runtime));
            } else {
                text.append(" version ")
                        .append(code.version())
                        .append(" is not among the versions of ")
                        .append(name(runtime))
                        .append(", ")
                        .append(registered);
            }
            if (first != null && answer == LiteRuntime.Answer.MISSING) {
                text.append("; ").append(first).append(" is the first known one that has it");
            }
            return text.toString();
        }

        private static String name(LiteRuntime runtime) {
            return runtime.exact() ? runtime.before().toString() : "TensorFlow Lite " + runtime.version();
        }
    }

    /**
     * The ops that stand in the way, in the order of the operator codes. Flex ops are not among them: they are TensorFlow's
     * kernels' business.
     *
     * @param customOps the custom ops that the app registers itself
     */
    public static List<Unsupported> of(LiteModel model, LiteRuntime runtime, Set<String> customOps) {
        List<Unsupported> unsupported = new ArrayList<>();
        for (int i = 0; i < model.operatorCodes().size(); i++) {
            OperatorCode code = model.operatorCodes().get(i);
            LiteRuntime.Answer answer = runtime.has(code);
            if (answer == LiteRuntime.Answer.REGISTERED || code.flex()) {
                continue;
            }
            List<String> operators = uses(model, i);
            if (code.custom() == null || (!operators.isEmpty() && !customOps.contains(code.custom()))) {
                unsupported.add(
                        new Unsupported(code, answer, operators, runtime.versions(code), runtime.firstWith(code)));
            }
        }
        return List.copyOf(unsupported);
    }

    private static List<String> uses(LiteModel model, int code) {
        List<String> uses = new ArrayList<>();
        for (Subgraph subgraph : model.subgraphs()) {
            for (Operator operator : subgraph.operators()) {
                if (operator.code() == code) {
                    uses.add(subgraph.index() + ":" + operator.index());
                }
            }
        }
        return List.copyOf(uses);
    }
}
