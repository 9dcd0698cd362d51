package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One piece of a parsed file: a directive, or text that may hold registrations. */
public final class SourceFragment {

    /** What an item is. */
    public enum Kind {
        DEFINE,
        UNDEF,
        /** An include of a file of the tree, or one that a macro makes. */
        INCLUDE,
        /** An include of a header that the tree does not have, with its name as {@link #symbol} between quotes or angles. */
        EXTERNAL,
        IF,
        IFDEF,
        IFNDEF,
        ELIF,
        ELSE,
        ENDIF,
        /** Text, with the offsets at which it starts and ends in the file. */
        TEXT,
        /** Tokens of text that may expand to registrations. */
        TOKENS,
        /** Something unreadable that counts only where it is not skipped. */
        PROBLEM
    }

    public final Kind kind;
    public final int line;

    /** The macro, or the header outside of the tree, that a directive names. */
    @Nullable
    public Symbol symbol;

    /** What {@code #define} defines. */
    @Nullable
    public Macro macro;

    /** The tokens of a condition, of a computed include, or of text. */
    public List<Token> tokens = List.of();

    /** For tokens of text: where each invocation but the first begins in them. */
    public int[] invocations = {};

    /** A condition that only asks which macros are defined, null when it is more than that. */
    @Nullable
    public DefinedTest test;

    /** What a problem says. */
    public String text = "";

    /** The included file, null when a macro says which it is. */
    @Nullable
    public CppFile target;

    /** For a conditional: index of the next {@code #elif}, {@code #else} or {@code #endif} of the same group. */
    public int next;

    /** For a conditional: index of its {@code #endif}. For tokens: index of the last item of the same piece of text. */
    public int last;

    /** For a conditional: whether nothing but text that registers nothing comes before its {@code #endif}. */
    public boolean idle;

    /** Offsets of text. */
    public int start;

    public int end;

    SourceFragment(Kind kind, int line) {
        this.kind = kind;
        this.line = line;
    }
}
