package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition that only asks which macros are defined, as most do: {@code defined(A) && !defined(B)}, or {@code A} where
 * {@code A} is no macro. It is worked out for all configurations at once and cannot go wrong.
 */
public final class DefinedTest {

    private static final int DEPTH = 50;

    private final Node node;

    /** The names that stand for themselves. */
    private final List<Symbol> names;

    private sealed interface Node {
        /** The configurations in which it holds. */
        long configurations(DefinedNames state);
    }

    private record Constant(boolean value) implements Node {
        @Override
        public long configurations(DefinedNames state) {
            return value ? -1 : 0;
        }
    }

    private record Defined(Symbol macro) implements Node {
        @Override
        public long configurations(DefinedNames state) {
            return state.in(macro);
        }
    }

    private record Not(Node operand) implements Node {
        @Override
        public long configurations(DefinedNames state) {
            return ~operand.configurations(state);
        }
    }

    private record And(Node left, Node right) implements Node {
        @Override
        public long configurations(DefinedNames state) {
            return left.configurations(state) & right.configurations(state);
        }
    }

    private record Or(Node left, Node right) implements Node {
        @Override
        public long configurations(DefinedNames state) {
            return left.configurations(state) | right.configurations(state);
        }
    }

    private DefinedTest(Node node, List<Symbol> names) {
        this.node = node;
        this.names = names;
    }

    /** The test that a condition is, null when it is more than that. */
    static @Nullable DefinedTest of(List<Token> condition) {
        Reader reader = new Reader(condition);
        Node node = reader.or();
        return node == null || reader.at < condition.size() ? null : new DefinedTest(node, List.copyOf(reader.names));
    }

    /** The configurations in which a name stands for something, so that {@link #holds} does not say whether it holds there. */
    public long unknown(DefinedNames state) {
        long configurations = 0;
        for (Symbol name : names) {
            configurations |= state.in(name);
        }
        return configurations;
    }

    /** The configurations in which it holds. */
    public long holds(DefinedNames state) {
        return node.configurations(state);
    }

    /** Reads a condition; gives null where it is something else. */
    private static final class Reader {
        private final List<Token> tokens;
        private final List<Symbol> names = new ArrayList<>();
        private int at;
        private int depth;

        Reader(List<Token> tokens) {
            this.tokens = tokens;
        }

        @Nullable
        Node or() {
            Node left = and();
            while (left != null && accept("||")) {
                Node right = and();
                left = right == null ? null : new Or(left, right);
            }
            return left;
        }

        private @Nullable Node and() {
            Node left = unary();
            while (left != null && accept("&&")) {
                Node right = unary();
                left = right == null ? null : new And(left, right);
            }
            return left;
        }

        private @Nullable Node unary() {
            if (at == tokens.size() || ++depth > DEPTH) {
                return null;
            }
            Node node;
            if (accept("!")) {
                Node operand = unary();
                node = operand == null ? null : new Not(operand);
            } else if (accept("(")) {
                Node inside = or();
                node = accept(")") ? inside : null;
            } else {
                node = primary(tokens.get(at++));
            }
            depth--;
            return node;
        }

        private @Nullable Node primary(Token token) {
            if (token.symbol == null) {
                boolean digit = token.text.equals("0") || token.text.equals("1");
                return digit ? new Constant(token.text.equals("1")) : null;
            }
            if (token.text.equals("defined")) {
                boolean enclosed = accept("(");
                Symbol macro = at == tokens.size() ? null : tokens.get(at++).symbol;
                if (macro == null || ConditionWords.isOperator(macro.name) || (enclosed && !accept(")"))) {
                    return null;
                }
                return new Defined(macro);
            }
            if (ConditionWords.isWord(token.text)
                    || (at < tokens.size() && tokens.get(at).is('('))) {
                return null;
            }
            names.add(token.symbol);
            return new Constant(false);
        }

        private boolean accept(String punctuator) {
            if (at < tokens.size() && tokens.get(at).is(punctuator)) {
                at++;
                return true;
            }
            return false;
        }
    }
}
