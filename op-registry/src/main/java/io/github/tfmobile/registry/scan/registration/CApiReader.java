package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.lex.TokenLists;
import io.github.tfmobile.registry.cpp.preprocess.Expander;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.OpDef;

/**
 * Reads registrations made through the C API: a function that builds and registers a kernel
 * (tensorflow/c/kernels.h), once for each type when it is a template, or an op definition (tensorflow/c/ops.h).
 */
public final class CApiReader {

    /** The calls that a unit makes when it registers through the C API. */
    public static final List<String> CALLS = List.of("TF_RegisterKernelBuilder", "TF_RegisterOpDefinition");

    private record Call(String function, List<List<Token>> arguments, int at, int line) {}

    /** A template function and the types that it is called with. */
    private record Template(@Nullable String parameter, List<Instance> instances) {}

    private record Instance(List<Token> type, int line) {}

    private final ExpressionEvaluator values;
    private final TypeTable types;

    CApiReader(ExpressionEvaluator values, TypeTable types) {
        this.values = values;
        this.types = types;
    }

    /** Reads the text of a unit. */
    UnitRegistrations read(List<Token> tokens, Scope scope, CompoundTypes compound) {
        List<Registration> registrations = new ArrayList<>();
        List<UnitScan.OpAt> ops = new ArrayList<>();
        List<UnitRegistrations.Unresolved> unresolved = new ArrayList<>();
        List<Call> calls = calls(tokens);
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            boolean kernel = call.function().equals("TF_NewKernelBuilder");
            if (!kernel && !call.function().equals("TF_NewOpDefinitionBuilder")) {
                continue;
            }
            int end = i + 1;
            while (end < calls.size() && !calls.get(end).function().startsWith("TF_New")) {
                end++;
            }
            try {
                List<Call> following = calls.subList(i + 1, end);
                if (kernel) {
                    kernels(call, following, template(tokens, call.at()), scope, registrations);
                } else {
                    ops.add(new UnitScan.OpAt(op(call, following, scope, compound), call.line()));
                }
            } catch (UnresolvedException e) {
                unresolved.add(new UnitRegistrations.Unresolved(e.what(), call.line()));
            }
        }
        return new UnitRegistrations(registrations, ops, unresolved, !ops.isEmpty());
    }

    /** The calls of C API functions, in their order; declarations and definitions left out. */
    private static List<Call> calls(List<Token> tokens) {
        List<Call> calls = new ArrayList<>();
        for (int i = 1; i + 1 < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean named = token.symbol != null
                    && (token.text.startsWith("TF_KernelBuilder_")
                            || token.text.startsWith("TF_OpDefinitionBuilder")
                            || token.text.equals("TF_NewKernelBuilder")
                            || token.text.equals("TF_NewOpDefinitionBuilder")
                            || CALLS.contains(token.text));
            Token before = tokens.get(i - 1);
            if (!named || !tokens.get(i + 1).is('(') || before.is('*') || before.isIdentifier("void")) {
                continue;
            }
            int close = TokenLists.close(tokens, i + 1);
            calls.add(new Call(token.text, TokenLists.split(tokens.subList(i + 2, close), ','), i, token.line));
        }
        return calls;
    }

    /** The function around a place, if it is a template. */
    private static Template template(List<Token> tokens, int at) {
        for (int i = at; i >= 1; i--) {
            boolean header =
                    tokens.get(i).is('(') && i >= 2 && tokens.get(i - 2).isIdentifier("void");
            if (!header) {
                continue;
            }
            String function = tokens.get(i - 1).text;
            boolean template = i >= 7
                    && tokens.get(i - 3).is('>')
                    && tokens.get(i - 6).is('<')
                    && tokens.get(i - 7).isIdentifier("template");
            return template
                    ? new Template(tokens.get(i - 4).text, instances(tokens, function))
                    : new Template(null, List.of());
        }
        return new Template(null, List.of());
    }

    private static List<Instance> instances(List<Token> tokens, String function) {
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).isIdentifier(function) && tokens.get(i + 1).is('<')) {
                int close = TokenLists.closeAngle(tokens, i + 1);
                instances.add(new Instance(tokens.subList(i + 2, Math.min(close, tokens.size())), tokens.get(i).line));
            }
        }
        return instances;
    }

    private void kernels(
            Call builder, List<Call> calls, Template template, Scope scope, List<Registration> registrations)
            throws UnresolvedException {
        if (template.parameter() == null) {
            registrations.add(kernel(builder, calls, null, List.of(), builder.line(), scope));
            return;
        }
        for (Instance instance : template.instances()) {
            registrations.add(kernel(builder, calls, template.parameter(), instance.type(), instance.line(), scope));
        }
    }

    private Registration kernel(
            Call builder, List<Call> calls, @Nullable String parameter, List<Token> type, int line, Scope scope)
            throws UnresolvedException {
        List<Constraint> constraints = new ArrayList<>();
        List<String> hostMemory = new ArrayList<>();
        String label = "";
        String kernelClass = "";
        int priority = 0;
        for (Call call : calls) {
            switch (call.function()) {
                case "TF_KernelBuilder_TypeConstraint" ->
                    constraints.add(new Constraint(
                            string(call, 1, scope), List.of(constraint(argument(call, 2), parameter, type))));
                case "TF_KernelBuilder_HostMemory" -> hostMemory.add(string(call, 1, scope));
                case "TF_KernelBuilder_Label" -> label = string(call, 1, scope);
                case "TF_KernelBuilder_Priority" -> priority = values.integer(argument(call, 1), scope);
                case "TF_RegisterKernelBuilder" -> kernelClass = string(call, 0, scope);
                default -> throw new UnresolvedException("the C API call cannot be read: \"" + call.function() + '"');
            }
        }
        return new Registration(
                string(builder, 0, scope),
                string(builder, 1, scope),
                label,
                priority,
                constraints,
                hostMemory,
                kernelClass,
                scope.unit().path,
                line);
    }

    /** {@code static_cast<TF_DataType>(DataTypeToEnum<T>::v())} or {@code TF_FLOAT} */
    private String constraint(List<Token> argument, @Nullable String parameter, List<Token> type)
            throws UnresolvedException {
        for (int i = 0; i + 1 < argument.size(); i++) {
            if (argument.get(i).isIdentifier("DataTypeToEnum")
                    && argument.get(i + 1).is('<')) {
                List<Token> named = argument.subList(i + 2, TokenLists.closeAngle(argument, i + 1));
                boolean isParameter = named.size() == 1 && named.get(0).text.equals(parameter);
                return types.dataType(isParameter ? type : named);
            }
        }
        Token last = argument.isEmpty() ? null : argument.get(argument.size() - 1);
        if (last != null && last.text.startsWith("TF_")) {
            return "DT_" + last.text.substring("TF_".length());
        }
        throw new UnresolvedException("the type constraint cannot be read: \"" + Expander.spelling(argument) + '"');
    }

    private OpDef op(Call builder, List<Call> calls, Scope scope, CompoundTypes compound) throws UnresolvedException {
        OpDef.Builder op = OpDef.newBuilder().setName(string(builder, 0, scope));
        OpSpecs specs = new OpSpecs(op, compound);
        for (Call call : calls) {
            if (call.function().equals("TF_OpDefinitionBuilderAddAttr")) {
                specs.attr(string(call, 1, scope));
            }
        }
        for (Call call : calls) {
            switch (call.function()) {
                case "TF_OpDefinitionBuilderAddInput" -> specs.arg(string(call, 1, scope), false);
                case "TF_OpDefinitionBuilderAddOutput" -> specs.arg(string(call, 1, scope), true);
                case "TF_OpDefinitionBuilderSetIsCommutative" -> op.setIsCommutative(flag(call));
                case "TF_OpDefinitionBuilderSetIsAggregate" -> op.setIsAggregate(flag(call));
                case "TF_OpDefinitionBuilderSetIsStateful" -> op.setIsStateful(flag(call));
                case "TF_OpDefinitionBuilderSetAllowsUninitializedInput" -> op.setAllowsUninitializedInput(flag(call));
                case "TF_OpDefinitionBuilderDeprecated" ->
                    op.getDeprecationBuilder()
                            .setVersion(values.integer(argument(call, 1), scope))
                            .setExplanation(string(call, 2, scope));
                default -> {
                    // Attrs were read before; the shape function is no part of the definition.
                }
            }
        }
        return op.build();
    }

    private static boolean flag(Call call) {
        return call.arguments().size() > 1
                && TokenLists.dense(call.arguments().get(1)).equals("true");
    }

    private static List<Token> argument(Call call, int index) throws UnresolvedException {
        if (index >= call.arguments().size()) {
            throw new UnresolvedException("the C API call has too few arguments: \"" + call.function() + '"');
        }
        return call.arguments().get(index);
    }

    private String string(Call call, int index, Scope scope) throws UnresolvedException {
        return values.string(argument(call, index), scope);
    }
}
