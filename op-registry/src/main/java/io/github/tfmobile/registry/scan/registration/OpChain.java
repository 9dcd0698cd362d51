package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.registry.cpp.lex.RegistrationToken;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.lex.TokenLists;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.OpDef;

/** Reads {@code REGISTER_OP("X").Input(...).Output(...)} (OpDefBuilder in tensorflow/core/framework). */
final class OpChain {

    private final ExpressionEvaluator values;
    private final Scope scope;
    private final OpDef.Builder op = OpDef.newBuilder();
    private final OpSpecs specs;
    private final List<String> attrs = new ArrayList<>();
    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private List<Token> fullType = List.of();

    OpChain(ExpressionEvaluator values, CompoundTypes compound, Scope scope) {
        this.values = values;
        this.specs = new OpSpecs(op, compound);
        this.scope = scope;
    }

    /**
     * Reads an op.
     *
     * @param marker the op's name
     * @param chain the calls, each with its dot
     */
    OpDef read(RegistrationToken.Op marker, List<Token> chain) throws UnresolvedException {
        op.setName(values.string(marker.name(), scope));
        try {
            calls(chain);
            return build();
        } catch (UnresolvedException e) {
            throw new UnresolvedException("op " + op.getName() + ": " + e.what());
        }
    }

    /** Whether the op that was read depends on what {@code numbertype} and the like stand for. */
    boolean typed() {
        return specs.typed();
    }

    private void calls(List<Token> chain) throws UnresolvedException {
        int at = 0;
        while (at < chain.size()) {
            if (!chain.get(at).is('.')
                    || at + 2 >= chain.size()
                    || !chain.get(at + 2).is('(')) {
                throw new UnresolvedException("the chain of calls cannot be read at \"" + chain.get(at) + '"');
            }
            int close = TokenLists.close(chain, at + 2);
            if (close == chain.size()) {
                throw new UnresolvedException("the call has no closing parenthesis: \"" + chain.get(at + 1) + '"');
            }
            call(chain.get(at + 1).text, chain.subList(at + 3, close));
            at = close + 1;
        }
    }

    private OpDef build() throws UnresolvedException {
        for (String attr : attrs) {
            specs.attr(attr);
        }
        for (String input : inputs) {
            specs.arg(input, false);
        }
        for (String output : outputs) {
            specs.arg(output, true);
        }
        if (!fullType.isEmpty()) {
            new FullTypes(values, scope).apply(fullType, op);
        }
        return op.build();
    }

    private void call(String method, List<Token> arguments) throws UnresolvedException {
        switch (method) {
            case "Attr" -> attrs.add(values.string(arguments, scope));
            case "Input" -> inputs.add(values.string(arguments, scope));
            case "Output" -> outputs.add(values.string(arguments, scope));
            case "ControlOutput" -> op.addControlOutput(values.string(arguments, scope));
            case "SetIsCommutative" -> op.setIsCommutative(true);
            case "SetIsAggregate" -> op.setIsAggregate(true);
            case "SetIsStateful", "SetDoNotOptimize" -> op.setIsStateful(true);
            case "SetAllowsUninitializedInput" -> op.setAllowsUninitializedInput(true);
            case "SetIsDistributedCommunication" -> op.setIsDistributedCommunication(true);
            case "Deprecated" -> {
                List<List<Token>> parts = TokenLists.split(arguments, ',');
                if (parts.size() != 2) {
                    throw new UnresolvedException("the call cannot be read: \"Deprecated\"");
                }
                op.getDeprecationBuilder()
                        .setVersion(values.integer(parts.get(0), scope))
                        .setExplanation(values.string(parts.get(1), scope));
            }
            case "SetTypeConstructor" -> fullType = arguments;
            default -> {
                if (!RegistrationToken.Op.UNREAD.contains(method)) {
                    throw new UnresolvedException("the op calls an unknown method: \"" + method + '"');
                }
            }
        }
    }
}
