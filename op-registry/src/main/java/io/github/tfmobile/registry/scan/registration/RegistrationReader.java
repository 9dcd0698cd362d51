package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.cpp.lex.RegistrationToken;
import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads registrations out of expanded text. */
public final class RegistrationReader {

    private final ExpressionEvaluator values;
    private final TypeTable types;
    private final CApiReader api;

    public RegistrationReader(ExpressionEvaluator values, TypeTable types) {
        this.values = values;
        this.types = types;
        this.api = new CApiReader(values, types);
    }

    /**
     * Reads one piece of expanded text.
     *
     * @param tokens the text
     * @param scope where constants are looked for
     * @param compound what {@code numbertype} and the like stand for
     */
    UnitRegistrations read(List<Token> tokens, Scope scope, CompoundTypes compound) {
        List<Registration> registrations = new ArrayList<>();
        List<UnitScan.OpAt> ops = new ArrayList<>();
        List<UnitRegistrations.Unresolved> unresolved = new ArrayList<>();
        boolean typed = false;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            try {
                if (token.marker instanceof RegistrationToken.Kernel kernel) {
                    KernelBuilder builder = new KernelBuilder(values, types, scope);
                    registrations.add(builder.read(kernel, scope.unit().path, token.line));
                } else if (token.marker instanceof RegistrationToken.Op op) {
                    int end = statementEnd(tokens, i + 1);
                    OpChain chain = new OpChain(values, compound, scope);
                    ops.add(new UnitScan.OpAt(chain.read(op, tokens.subList(i + 1, end)), token.line));
                    typed |= chain.typed();
                    i = end - 1;
                } else if (left(tokens, i)) {
                    unresolved.add(new UnitRegistrations.Unresolved(
                            "the registration macro is not defined here: \"" + token + '"', token.line));
                }
            } catch (UnresolvedException e) {
                unresolved.add(new UnitRegistrations.Unresolved(e.what(), token.line));
                typed = true;
            }
        }
        return new UnitRegistrations(registrations, ops, unresolved, typed);
    }

    /** Reads what a unit registers through the C API, from all of its text. */
    UnitRegistrations readApi(List<Token> tokens, Scope scope, CompoundTypes compound) {
        return api.read(tokens, scope, compound);
    }

    private static boolean left(List<Token> tokens, int at) {
        @Nullable Symbol symbol = tokens.get(at).symbol;
        return symbol != null
                && symbol.registers
                && symbol.name.startsWith("REGISTER")
                && at + 1 < tokens.size()
                && tokens.get(at + 1).is('(');
    }

    private static int statementEnd(List<Token> tokens, int from) {
        int nesting = 0;
        for (int i = from; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is('(') || token.is('{')) {
                nesting++;
            } else if (token.is(')') || token.is('}')) {
                nesting--;
            }
            if (nesting < 0 || (nesting == 0 && token.is(';')) || token.marker != null) {
                return i;
            }
        }
        return tokens.size();
    }
}
