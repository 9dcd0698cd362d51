package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.registry.cpp.lex.RegistrationToken;
import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.Token;
import java.util.Arrays;

/**
 * One definition of a macro, immutable and shared by all translation units: the same {@code #define} is the same
 * object.
 */
public final class Macro {

    /** What its expansion is. */
    public enum Kind {
        ORDINARY,
        COUNTER,
        LINE,
        /** Replaced by a {@link RegistrationToken.Kernel}. */
        KERNEL,
        /** Replaced by a {@link RegistrationToken.Op}. */
        OP
    }

    public final Kind kind;
    public final Symbol name;

    /** Number of parameters, the variadic one included; -1 for an object-like macro. */
    public final int parameters;

    /** Whether the last parameter takes the rest of the arguments. */
    public final boolean variadic;

    public final Token[] body;

    /** For each token of the body the parameter that it names, -1 when it names none. */
    public final int[] parameterOf;

    Macro(Kind kind, Symbol name, int parameters, boolean variadic, Token[] body, int[] parameterOf) {
        this.kind = kind;
        this.name = name;
        this.parameters = parameters;
        this.variadic = variadic;
        this.body = body;
        this.parameterOf = parameterOf;
    }

    /** A macro without parameters. */
    public static Macro object(Kind kind, Symbol name, Token... body) {
        int[] none = new int[body.length];
        Arrays.fill(none, -1);
        return new Macro(kind, name, -1, false, body, none);
    }

    public boolean functionLike() {
        return parameters >= 0;
    }

    @Override
    public String toString() {
        return name.name;
    }
}
