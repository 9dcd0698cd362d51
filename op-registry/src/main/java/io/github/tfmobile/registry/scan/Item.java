package io.github.tfmobile.registry.scan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One piece of a parsed file: a directive, or text that may hold registrations. */
final class Item {

    /** What an item is. */
    enum Kind {
        DEFINE,
        UNDEF,
        /** An include of a file of the tree, or one that a macro makes. */
        INCLUDE,
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

    final Kind kind;
    final int line;

    /** The macro that a directive names. */
    @Nullable
    Symbol symbol;

    /** What {@code #define} defines. */
    @Nullable
    Macro macro;

    /** The tokens of a condition, of a computed include, or of text. */
    List<Token> tokens = List.of();

    /** A condition that only asks which macros are defined, null when it is more than that. */
    @Nullable
    DefinedTest test;

    /** What a problem says. */
    String text = "";

    /** The included file, null when a macro says which it is. */
    @Nullable
    SourceFile target;

    /** For a conditional: index of the next {@code #elif}, {@code #else} or {@code #endif} of the same group. */
    int next;

    /** For a conditional: index of its {@code #endif}. For tokens: index of the last item of the same piece of text. */
    int last;

    /** For a conditional: whether nothing but text that registers nothing comes before its {@code #endif}. */
    boolean idle;

    /** Offsets of text. */
    int start;

    int end;

    Item(Kind kind, int line) {
        this.kind = kind;
        this.line = line;
    }
}
