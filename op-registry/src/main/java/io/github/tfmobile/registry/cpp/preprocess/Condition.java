package io.github.tfmobile.registry.cpp.preprocess;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.source.ConditionWords;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Evaluates the conditions of {@code #if} and {@code #elif} ([cpp.cond]). Used by one thread. */
public final class Condition {

    /** Whether an include of a name, in angle brackets or not, finds a file. */
    @FunctionalInterface
    public interface Includes {
        boolean find(String name, boolean angled);
    }

    /** How many outcomes of a condition are kept. */
    private static final int OUTCOMES = 16;

    /** What came out when the names that a condition asked for stood for something. */
    private record Outcome(MacroState.Answers answers, boolean holds) {}

    private final MacroState macros;
    private final Expander expander;
    private final Includes inTree;

    /** What came out before, in whatever unit. */
    private final Map<SourceFragment, List<Outcome>> outcomes = new HashMap<>();

    /**
     * @param macros the macros at the place of the condition
     * @param expander expands with these macros
     * @param inTree whether an include would find a file
     */
    public Condition(MacroState macros, Expander expander, Includes inTree) {
        this.macros = macros;
        this.expander = expander;
        this.inTree = inTree;
    }

    /** Whether the condition holds. */
    public boolean holds(SourceFragment item) throws ExpansionException {
        List<Token> raw = item.tokens;
        if (raw.size() == 1 && raw.get(0).kind == Token.Kind.NUMBER) {
            return ConditionExpression.number(raw.get(0)) != 0;
        }
        List<Outcome> before = outcomes.computeIfAbsent(item, condition -> new ArrayList<>(1));
        for (Outcome outcome : before) {
            if (macros.answersAgain(outcome.answers())) {
                return outcome.holds();
            }
        }
        macros.record();
        boolean holds;
        MacroState.Answers answers;
        try {
            holds = evaluate(item);
        } finally {
            answers = macros.recorded();
        }
        if (before.size() < OUTCOMES && answers.areFixed()) {
            before.add(new Outcome(answers, holds));
        }
        return holds;
    }

    private boolean evaluate(SourceFragment item) throws ExpansionException {
        List<Token> tokens = expander.expand(withoutOperators(item));
        return Truth.of(ConditionExpression.value(tokens, item.line, Names.EXPANDED)) == Truth.TRUE;
    }

    /** Whether a condition holds in every build, in none, or in some, when it is known which macros a build may define. */
    static Truth inSomeBuild(SourceFragment item, Predicate<Symbol> mayBeDefined) {
        return in(item, (name, called) -> mayBeDefined.test(name) || called ? null : Long.valueOf(0));
    }

    /** Whether a condition holds in every one of some builds, in none, or in some of them. */
    static Truth in(SourceFragment item, Builds builds) {
        try {
            return Truth.of(ConditionExpression.value(item.tokens, item.line, builds));
        } catch (ExpansionException e) {
            // the preprocessor, which evaluates it where it counts, reports it
            return Truth.UNKNOWN;
        }
    }

    /** What names stand for that are no macros. */
    interface Names {

        /** After expansion: a name that is no macro is 0. One that is called is a macro of a header outside the tree: 0, too. */
        Names EXPANDED = (name, called) -> 0L;

        /**
         * The value of a name, or whether it is defined behind {@code defined}; null when that differs between builds.
         *
         * @param called whether an argument list follows
         */
        @Nullable
        Long value(Symbol name, boolean called);

        /** Whether values of names may be calculated and compared with. */
        default boolean inArithmetic() {
            return true;
        }
    }

    /**
     * Names as far as some builds agree on them. What is compared with numbers, as in {@code EIGEN_MAX_ALIGN_BYTES == 0}, is
     * mostly defined by headers outside the tree: its value is not known.
     */
    @FunctionalInterface
    interface Builds extends Names {

        @Override
        default boolean inArithmetic() {
            return false;
        }
    }

    /** Replaces {@code defined} and the {@code __has_...} operators by their values. */
    private List<Token> withoutOperators(SourceFragment item) throws ExpansionException {
        List<Token> raw = item.tokens;
        List<Token> plain = new ArrayList<>(raw.size());
        for (int i = 0; i < raw.size(); i++) {
            Token token = raw.get(i);
            if (token.isIdentifier("defined")) {
                boolean enclosed = i + 1 < raw.size() && raw.get(i + 1).is('(');
                int name = enclosed ? i + 2 : i + 1;
                int last = enclosed ? name + 1 : name;
                if (last >= raw.size() || (enclosed && !raw.get(last).is(')'))) {
                    throw new ExpansionException(item.line, "the condition cannot be read at \"defined\"");
                }
                Symbol symbol = raw.get(name).symbol;
                boolean defined = symbol != null && (macros.defined(symbol) || ConditionWords.isOperator(symbol.name));
                plain.add(Token.number(defined ? "1" : "0", token.space, item.line));
                i = last;
            } else if (token.symbol != null
                    && ConditionWords.isOperator(token.text)
                    && i + 1 < raw.size()
                    && raw.get(i + 1).is('(')) {
                int close = ConditionExpression.closing(raw, i + 1);
                boolean include = token.text.startsWith("__has_include");
                boolean holds = include && hasInclude(raw.subList(i + 2, close));
                plain.add(Token.number(holds ? "1" : "0", token.space, item.line));
                i = close;
            } else {
                plain.add(token);
            }
        }
        return plain;
    }

    private boolean hasInclude(List<Token> name) {
        if (name.isEmpty()) {
            return false;
        }
        String spelled = Expander.spelling(name);
        String inside = spelled.substring(1, Math.max(1, spelled.length() - 1)).replace(" ", "");
        return inTree.find(inside, spelled.startsWith("<"));
    }
}
