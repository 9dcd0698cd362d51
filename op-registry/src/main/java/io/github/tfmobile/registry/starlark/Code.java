package io.github.tfmobile.registry.starlark;

import org.jspecify.annotations.Nullable;

/** What a file is compiled to. */
final class Code {

    private Code() {}

    /** What comes after a statement. */
    enum Next {
        STATEMENT,
        BREAK,
        CONTINUE,
        RETURN
    }

    /** An expression. */
    interface Expression {
        Object value(Frame frame);
    }

    /** A statement. */
    interface Statement {
        Next run(Frame frame);
    }

    /** Something that a value is assigned to. */
    interface Target {
        void assign(Frame frame, Object value);
    }

    /** The names of one call, or of a file's top level. */
    static final class Frame {

        final @Nullable Object[] locals;
        final @Nullable Frame outer;
        final Evaluation evaluation;
        Object result = Value.NONE;

        /** What the frame of a file's top level loads from. */
        Program.@Nullable Host host;

        Frame(int slots, @Nullable Frame outer, Evaluation evaluation) {
            this.locals = new Object[slots];
            this.outer = outer;
            this.evaluation = evaluation;
        }
    }
}
