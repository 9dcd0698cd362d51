package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.registry.Constraint;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.cpp.lex.RegistrationToken;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.lex.TokenLists;
import io.github.tfmobile.registry.cpp.preprocess.Expander;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the calls that describe a kernel: {@code Name("X").Device(DEVICE_CPU).TypeConstraint<float>("T")}
 * (tensorflow/core/framework/kernel_def_builder.h).
 */
final class KernelBuilder {

    private final ExpressionEvaluator values;
    private final TypeTable types;
    private final Scope scope;
    private String op = "";
    private String device = "";
    private String label = "";
    private int priority;
    private final List<Constraint> constraints = new ArrayList<>();
    private final List<String> hostMemory = new ArrayList<>();

    KernelBuilder(ExpressionEvaluator values, TypeTable types, Scope scope) {
        this.values = values;
        this.types = types;
        this.scope = scope;
    }

    Registration read(RegistrationToken.Kernel kernel, String file, int line) throws UnresolvedException {
        List<Token> tokens = kernel.builder();
        int at = 0;
        while (at < tokens.size() && !(at + 1 < tokens.size() && tokens.get(at).symbol != null && opens(tokens, at))) {
            at++;
        }
        boolean first = true;
        while (at < tokens.size()) {
            String method = tokens.get(at).text;
            at++;
            List<Token> template = List.of();
            if (at < tokens.size() && tokens.get(at).is('<')) {
                int close = TokenLists.closeAngle(tokens, at);
                template = inAngles(tokens, at, close);
                at = close + 1;
            }
            if (at >= tokens.size() || !tokens.get(at).is('(')) {
                throw unreadable(tokens);
            }
            int close = TokenLists.close(tokens, at);
            if (close == tokens.size()) {
                throw unreadable(tokens);
            }
            List<List<Token>> arguments = TokenLists.split(tokens.subList(at + 1, close), ',');
            if (first) {
                op = argument(arguments, 0, method, values::string);
            } else {
                call(method, template, arguments);
            }
            first = false;
            at = close + 1;
            if (at < tokens.size()) {
                if (!tokens.get(at).is('.') || at + 1 == tokens.size()) {
                    throw unreadable(tokens);
                }
                at++;
            }
        }
        if (first) {
            throw unreadable(tokens);
        }
        return new Registration(op, device, label, priority, constraints, hostMemory, kernel.kernelClass(), file, line);
    }

    private static boolean opens(List<Token> tokens, int at) {
        return tokens.get(at + 1).is('(');
    }

    private static UnresolvedException unreadable(List<Token> tokens) {
        return new UnresolvedException("the kernel builder cannot be read: \"" + Expander.spelling(tokens) + '"');
    }

    private static List<Token> inAngles(List<Token> tokens, int open, int close) {
        List<Token> inside = new ArrayList<>(tokens.subList(open + 1, Math.min(close, tokens.size())));
        if (close < tokens.size() && tokens.get(close).is(">>")) {
            inside.add(new Token(Token.Kind.PUNCTUATOR, ">", null, false, tokens.get(close).line));
        }
        return inside;
    }

    private void call(String method, List<Token> template, List<List<Token>> arguments) throws UnresolvedException {
        switch (method) {
            case "Device" -> device = argument(arguments, 0, method, values::string);
            case "Label" -> label = argument(arguments, 0, method, values::string);
            case "HostMemory" -> hostMemory.add(argument(arguments, 0, method, values::string));
            case "Priority" -> priority = argument(arguments, 0, method, values::integer);
            case "TypeConstraint" -> {
                String attr = argument(arguments, 0, method, values::string);
                constraints.add(new Constraint(
                        attr,
                        template.isEmpty()
                                ? argument(arguments, 1, method, values::types)
                                : List.of(types.dataType(template))));
            }
            case "AttrConstraint" -> {
                String attr = argument(arguments, 0, method, values::string);
                constraints.add(new Constraint(attr, argument(arguments, 1, method, values::attrValues)));
            }
            case "Build" -> {
                // Ends the description.
            }
            default -> throw new UnresolvedException("the kernel builder calls an unknown method: \"" + method + '"');
        }
    }

    /** Makes a value of the tokens of an argument. */
    @FunctionalInterface
    private interface Reading<T> {
        T read(List<Token> tokens, Scope scope) throws UnresolvedException;
    }

    private <T> T argument(List<List<Token>> arguments, int index, String method, Reading<T> reading)
            throws UnresolvedException {
        if (index >= arguments.size()) {
            throw new UnresolvedException("the kernel builder calls " + method + " with too few arguments");
        }
        return reading.read(arguments.get(index), scope);
    }
}
