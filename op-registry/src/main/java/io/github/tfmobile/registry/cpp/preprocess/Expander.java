package io.github.tfmobile.registry.cpp.preprocess;

import io.github.tfmobile.common.cpp.Literals;
import io.github.tfmobile.registry.cpp.lex.HideSet;
import io.github.tfmobile.registry.cpp.lex.Lexer;
import io.github.tfmobile.registry.cpp.lex.RegistrationToken;
import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.source.Macro;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Expands macros as [cpp.replace] says: arguments first, then {@code #} and {@code ##}, then the result again together
 * with what follows, with hide sets against recursion. Registration macros become {@link RegistrationToken}s.
 */
public final class Expander {

    /** How many tokens one piece of text may go through, so that a hostile macro ends. */
    private static final int TOKENS = 4_000_000;

    /** How deep arguments may be nested in arguments. */
    private static final int DEPTH = 200;

    private final MacroState macros;
    private final SymbolTable symbols;
    private int counter;
    private int budget;

    public Expander(MacroState macros, SymbolTable symbols) {
        this.macros = macros;
        this.symbols = symbols;
    }

    /** A new translation unit begins. */
    public void reset() {
        counter = 0;
    }

    /** Expands a piece of text, from its first token to its last. */
    List<Token> expand(List<Token> input) throws ExpansionException {
        budget = TOKENS;
        return expand(input, 0);
    }

    private List<Token> expand(List<Token> input, int depth) throws ExpansionException {
        if (depth > DEPTH) {
            throw new ExpansionException(line(input), "macro arguments are nested too deeply");
        }
        List<Token> out = new ArrayList<>(input.size() + 8);
        TokenStack stack = new TokenStack(input);
        while (!stack.isEmpty()) {
            Token token = stack.pop();
            spend(1, token);
            Symbol name = token.symbol;
            Macro macro = name == null ? null : macros.get(name);
            if (name == null || macro == null || token.hidden.contains(name)) {
                out.add(token);
            } else if (macro.functionLike() && (stack.isEmpty() || !stack.peek().is('('))) {
                out.add(token);
            } else {
                push(stack, replacement(macro, token, stack, depth), token);
            }
        }
        return out;
    }

    private void spend(int tokens, Token at) throws ExpansionException {
        budget -= tokens;
        if (budget < 0) {
            throw new ExpansionException(at.line, "the macros expand to too much text");
        }
    }

    private static int line(List<Token> tokens) {
        return tokens.isEmpty() ? 1 : tokens.get(0).line;
    }

    /** Puts an expansion back; its first token stands where the name stood. */
    private static void push(TokenStack stack, List<Token> expansion, Token name) {
        if (expansion.isEmpty()) {
            if (name.space && !stack.isEmpty()) {
                stack.push(stack.pop().withSpace(true));
            }
            return;
        }
        for (int i = expansion.size() - 1; i > 0; i--) {
            stack.push(expansion.get(i));
        }
        stack.push(expansion.get(0).withSpace(name.space));
    }

    /** What a macro puts in the place of its name and its arguments, which are taken from the tokens that are still to be read. */
    private List<Token> replacement(Macro macro, Token name, TokenStack stack, int depth) throws ExpansionException {
        if (!macro.functionLike()) {
            HideSet hidden = name.hidden.with(macro.name);
            return switch (macro.kind) {
                case COUNTER -> List.of(Token.number(Integer.toString(counter++), name.space, name.line));
                case LINE -> List.of(Token.number(Integer.toString(name.line), name.space, name.line));
                default -> substitute(macro, List.of(), List.of(), hidden, name);
            };
        }
        List<List<Token>> arguments = new ArrayList<>();
        Token close = arguments(stack, macro, name, arguments);
        HideSet hidden = name.hidden.intersect(close.hidden).with(macro.name);
        List<List<Token>> expanded = new ArrayList<>(arguments.size());
        for (List<Token> argument : arguments) {
            expanded.add(full(argument, depth));
        }
        return switch (macro.kind) {
            case KERNEL -> {
                // The header's macro hands its arguments to a second macro, which expands them once more.
                List<Token> builder = full(expanded.get(0), depth);
                List<Token> kernelClass = full(expanded.get(1), depth);
                yield List.of(Token.marker(
                        new RegistrationToken.Kernel(List.copyOf(builder), spelling(kernelClass)), name.line));
            }
            case OP ->
                List.of(Token.marker(new RegistrationToken.Op(List.copyOf(full(expanded.get(0), depth))), name.line));
            default -> substitute(macro, arguments, expanded, hidden, name);
        };
    }

    /** An argument, expanded; most have no macro in them. */
    private List<Token> full(List<Token> argument, int depth) throws ExpansionException {
        for (Token token : argument) {
            if (token.symbol != null && macros.get(token.symbol) != null) {
                return expand(argument, depth + 1);
            }
        }
        return argument;
    }

    /** Reads the arguments of a macro, from its opening parenthesis on; gives the closing one. */
    private Token arguments(TokenStack stack, Macro macro, Token name, List<List<Token>> arguments)
            throws ExpansionException {
        stack.pop();
        List<Token> current = new ArrayList<>();
        int nesting = 0;
        while (!stack.isEmpty()) {
            Token token = stack.pop();
            spend(1, name);
            if (token.is('(')) {
                nesting++;
            } else if (token.is(')')) {
                if (nesting == 0) {
                    if (macro.parameters > 0 || !current.isEmpty()) {
                        arguments.add(current);
                    }
                    if (macro.variadic && arguments.size() == macro.parameters - 1) {
                        arguments.add(new ArrayList<>());
                    }
                    if (arguments.size() != macro.parameters) {
                        throw new ExpansionException(
                                name.line,
                                "the macro takes " + macro.parameters + " arguments and gets " + arguments.size()
                                        + ": \"" + name.text + '"');
                    }
                    return token;
                }
                nesting--;
            } else if (token.is(',') && nesting == 0) {
                boolean rest = macro.variadic && arguments.size() == macro.parameters - 1;
                if (!rest) {
                    arguments.add(current);
                    current = new ArrayList<>();
                    continue;
                }
            }
            current.add(token);
        }
        throw new ExpansionException(
                name.line, "the macro's argument list has no closing parenthesis: \"" + name.text + '"');
    }

    private List<Token> substitute(
            Macro macro, List<List<Token>> raw, List<List<Token>> expanded, HideSet hidden, Token name)
            throws ExpansionException {
        List<Token> out = new ArrayList<>(macro.body.length + 8);
        Token[] body = macro.body;
        boolean pasting = false;
        for (int i = 0; i < body.length; i++) {
            Token token = body[i];
            if (token.is("##") && i > 0 && i + 1 < body.length) {
                pasting = true;
                continue;
            }
            List<Token> piece;
            int parameter = macro.parameterOf[i];
            boolean stringifies =
                    macro.functionLike() && token.is('#') && i + 1 < body.length && macro.parameterOf[i + 1] >= 0;
            if (parameter < 0 && !stringifies && !pasting) {
                out.add(token);
                spend(1, name);
                continue;
            }
            boolean pastedNext = i + 2 < body.length && body[i + 1].is("##");
            if (stringifies) {
                i++;
                piece = List.of(Token.string(stringified(raw.get(macro.parameterOf[i])), token.space, 0));
            } else if (parameter < 0) {
                piece = List.of(token);
            } else if (pasting && variadicComma(macro, parameter, body, i, out)) {
                // GNU: ", ## __VA_ARGS__" loses the comma when there are no arguments, and pastes nothing otherwise.
                piece = spaced(expanded.get(parameter), token);
                if (piece.isEmpty()) {
                    out.remove(out.size() - 1);
                }
                pasting = false;
            } else {
                piece = spaced(pasting || pastedNext ? raw.get(parameter) : expanded.get(parameter), token);
            }
            if (pasting && !piece.isEmpty() && !out.isEmpty() && leftOperand(macro, body, i, raw)) {
                paste(out, piece);
            } else {
                out.addAll(piece);
            }
            spend(piece.size(), name);
            pasting = false;
        }
        hide(out, hidden, name.line);
        return out;
    }

    /** Hides names from the tokens that a macro puts out. Neighbours mostly come from one place and hide the same. */
    @SuppressWarnings("ReferenceEquality") // another object with the same names is only joined once more
    private static void hide(List<Token> out, HideSet names, int line) {
        HideSet before = HideSet.EMPTY;
        HideSet joined = before.union(names);
        for (int i = 0; i < out.size(); i++) {
            Token token = out.get(i);
            if (token.hidden != before) {
                before = token.hidden;
                joined = before.union(names);
            }
            out.set(i, token.from(joined, line));
        }
    }

    /** Whether what stands before {@code ##} gave a token, so that the last token put out is its left operand. */
    private static boolean leftOperand(Macro macro, Token[] body, int right, List<List<Token>> raw) {
        int at = right;
        if (at > 0 && body[at - 1].is('#') && macro.functionLike() && macro.parameterOf[at] >= 0) {
            at--;
        }
        // Left of a run of operands of which all were empty there is a placemarker, not the token before the run.
        for (at -= 2; at >= 0; at -= 2) {
            int parameter = macro.parameterOf[at];
            if (parameter < 0 || !raw.get(parameter).isEmpty()) {
                return true;
            }
            if (at < 2 || !body[at - 1].is("##")) {
                return false;
            }
        }
        return false;
    }

    private static boolean variadicComma(Macro macro, int parameter, Token[] body, int at, List<Token> out) {
        return macro.variadic && parameter == macro.parameters - 1 && at >= 2 && body[at - 2].is(',') && !out.isEmpty();
    }

    private static List<Token> spaced(List<Token> tokens, Token parameter) {
        if (tokens.isEmpty() || tokens.get(0).space == parameter.space) {
            return tokens;
        }
        List<Token> spaced = new ArrayList<>(tokens);
        spaced.set(0, tokens.get(0).withSpace(parameter.space));
        return spaced;
    }

    private void paste(List<Token> out, List<Token> piece) {
        Token left = out.remove(out.size() - 1);
        Token right = piece.get(0);
        List<Token> joined = left.marker != null || right.marker != null
                ? List.of(left, right)
                : Lexer.tokens(left.text + right.text, symbols);
        for (int i = 0; i < joined.size(); i++) {
            out.add(i == 0 ? joined.get(0).withSpace(left.space) : joined.get(i));
        }
        out.addAll(piece.subList(1, piece.size()));
    }

    /** Text of tokens with one blank for white space between them and none around. */
    public static String spelling(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        for (Token token : tokens) {
            if (token.space && text.length() > 0) {
                text.append(' ');
            }
            text.append(token.text);
        }
        return text.toString();
    }

    /** As {@link #spelling}, escaped to stand in a literal: quotes and backslashes of literals only. */
    private static String stringified(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        for (Token token : tokens) {
            if (token.space && text.length() > 0) {
                text.append(' ');
            }
            boolean literal = token.kind == Token.Kind.STRING || token.kind == Token.Kind.CHARACTER;
            text.append(literal ? Literals.escape(token.text) : token.text);
        }
        return text.toString();
    }

    /** Tokens that are still to be read, the next on top. */
    private static final class TokenStack {
        private Token[] tokens;
        private int size;

        TokenStack(List<Token> input) {
            tokens = new Token[Math.max(16, input.size() * 2)];
            for (int i = input.size() - 1; i >= 0; i--) {
                tokens[size++] = input.get(i);
            }
        }

        boolean isEmpty() {
            return size == 0;
        }

        Token peek() {
            return tokens[size - 1];
        }

        Token pop() {
            return tokens[--size];
        }

        void push(Token token) {
            if (size == tokens.length) {
                tokens = Arrays.copyOf(tokens, size * 2);
            }
            tokens[size++] = token;
        }
    }
}
