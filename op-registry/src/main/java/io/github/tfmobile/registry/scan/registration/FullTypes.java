package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.lex.TokenLists;
import io.github.tfmobile.registry.cpp.preprocess.Expander;
import java.util.List;
import org.tensorflow.proto.FullTypeDef;
import org.tensorflow.proto.FullTypeId;
import org.tensorflow.proto.OpDef;

/**
 * Reads {@code .SetTypeConstructor(full_type::Unary(TFT_TENSOR, "dtype"))}, which gives the first output a full type
 * (tensorflow/core/framework/full_type_util.cc).
 */
final class FullTypes {

    private final ExpressionEvaluator values;
    private final Scope scope;

    FullTypes(ExpressionEvaluator values, Scope scope) {
        this.values = values;
        this.scope = scope;
    }

    /** Sets the full type of the op's first output as a constructor says. */
    void apply(List<Token> constructor, OpDef.Builder op) throws UnresolvedException {
        int open = 0;
        while (open < constructor.size() && !constructor.get(open).is('(')) {
            open++;
        }
        if (open == 0 || open == constructor.size() || TokenLists.close(constructor, open) != constructor.size() - 1) {
            throw unreadable(constructor);
        }
        List<List<Token>> arguments = TokenLists.split(constructor.subList(open + 1, constructor.size() - 1), ',');
        String function = constructor.get(open - 1).text;
        if (function.equals("NoOp") || function.equals("NoOutputs")) {
            return;
        }
        if (op.getOutputArgCount() == 0 || arguments.isEmpty()) {
            throw unreadable(constructor);
        }
        FullTypeDef.Builder type = op.getOutputArgBuilder(0).getExperimentalFullTypeBuilder();
        type.setTypeId(id(arguments.get(0)));
        switch (function) {
            case "Nullary" -> {
                // The type alone.
            }
            case "Unary" -> type.addArgs(variable(arguments, constructor));
            case "UnaryGeneric" -> type.addArgs(FullTypeDef.newBuilder().setTypeId(FullTypeId.TFT_ANY));
            case "UnaryTensorContainer" -> type.addArgs(tensor(arguments, constructor));
            case "VariadicTensorContainer" ->
                type.addArgs(FullTypeDef.newBuilder()
                        .setTypeId(FullTypeId.TFT_FOR_EACH)
                        .addArgs(FullTypeDef.newBuilder().setTypeId(FullTypeId.TFT_PRODUCT))
                        .addArgs(tensor(arguments, constructor))
                        .addArgs(variable(arguments, constructor)));
            default -> throw unreadable(constructor);
        }
    }

    private FullTypeDef tensor(List<List<Token>> arguments, List<Token> constructor) throws UnresolvedException {
        return FullTypeDef.newBuilder()
                .setTypeId(FullTypeId.TFT_TENSOR)
                .addArgs(variable(arguments, constructor))
                .build();
    }

    /** The second argument: a type, or the name of an attr. */
    private FullTypeDef variable(List<List<Token>> arguments, List<Token> constructor) throws UnresolvedException {
        if (arguments.size() != 2) {
            throw unreadable(constructor);
        }
        List<Token> argument = arguments.get(1);
        Token last = argument.get(argument.size() - 1);
        if (last.text.startsWith("TFT_")) {
            return FullTypeDef.newBuilder().setTypeId(id(argument)).build();
        }
        return FullTypeDef.newBuilder()
                .setTypeId(FullTypeId.TFT_VAR)
                .setS(values.string(argument, scope))
                .build();
    }

    private static FullTypeId id(List<Token> tokens) throws UnresolvedException {
        try {
            return FullTypeId.valueOf(tokens.isEmpty() ? "" : tokens.get(tokens.size() - 1).text);
        } catch (IllegalArgumentException e) {
            throw unreadable(tokens);
        }
    }

    private static UnresolvedException unreadable(List<Token> tokens) {
        return new UnresolvedException("the full type cannot be read: \"" + Expander.spelling(tokens) + '"');
    }
}
