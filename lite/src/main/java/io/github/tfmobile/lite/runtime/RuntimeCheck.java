package io.github.tfmobile.lite.runtime;

import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.OperatorCode;
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
     * @param operators the operators that use it, as messages name them; none where the model only declares it
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
                        .append(runtime.text())
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
                        .append(runtime.text());
            } else {
                text.append(" version ")
                        .append(code.version())
                        .append(" is not among the versions of ")
                        .append(runtime.text())
                        .append(", ")
                        .append(registered);
            }
            if (first != null && answer == LiteRuntime.Answer.MISSING) {
                text.append("; ").append(first).append(" is the first known one that has it");
            }
            return text.toString();
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
        List<List<LiteModel.Use>> uses = model.uses();
        for (int i = 0; i < model.operatorCodes().size(); i++) {
            OperatorCode code = model.operatorCodes().get(i);
            LiteRuntime.Answer answer = runtime.has(code);
            if (answer == LiteRuntime.Answer.REGISTERED || code.flex()) {
                continue;
            }
            List<String> operators =
                    uses.get(i).stream().map(LiteModel.Use::text).toList();
            if (code.custom() == null || (!operators.isEmpty() && !customOps.contains(code.custom()))) {
                unsupported.add(
                        new Unsupported(code, answer, operators, runtime.versions(code), runtime.firstWith(code)));
            }
        }
        return List.copyOf(unsupported);
    }
}
