package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.common.cpp.CppLexemes;
import io.github.tfmobile.registry.cpp.lex.Lexer;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.lex.TokenLists;
import io.github.tfmobile.registry.cpp.preprocess.Expander;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which DataType stands for a C++ type: the {@code MATCH_TYPE_AND_ENUM} list of the tree's
 * tensorflow/core/framework/types.h, and the other names that C++ has for the same types.
 */
public final class TypeTable {

    private static final Map<String, String> BUILT_IN = Map.ofEntries(
            Map.entry("int", "DT_INT32"),
            Map.entry("int8_t", "DT_INT8"),
            Map.entry("int16_t", "DT_INT16"),
            Map.entry("int32_t", "DT_INT32"),
            Map.entry("int64_t", "DT_INT64"),
            Map.entry("int8", "DT_INT8"),
            Map.entry("int16", "DT_INT16"),
            Map.entry("int32", "DT_INT32"),
            Map.entry("int64", "DT_INT64"),
            Map.entry("longlong", "DT_INT64"),
            Map.entry("uint8", "DT_UINT8"),
            Map.entry("uint16", "DT_UINT16"),
            Map.entry("uint32", "DT_UINT32"),
            Map.entry("uint64", "DT_UINT64"),
            Map.entry("uint8_t", "DT_UINT8"),
            Map.entry("uint16_t", "DT_UINT16"),
            Map.entry("uint32_t", "DT_UINT32"),
            Map.entry("uint64_t", "DT_UINT64"),
            Map.entry("complex<float>", "DT_COMPLEX64"),
            Map.entry("complex<double>", "DT_COMPLEX128"));

    private static final byte[] TYPEDEF = "typedef".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] USING = "using".getBytes(StandardCharsets.US_ASCII);

    private static final Pattern HEADERS = Pattern.compile("tensorflow/core/(?:framework|lib|platform)/.*\\.h");

    private static final Pattern QUALIFIERS =
            Pattern.compile("(^|(?<=[<,]))(const|typename)?(::)?((tensorflow|tsl|Eigen|std)::)*");

    private final Map<String, String> dataTypes = new HashMap<>(BUILT_IN);

    /** Types as they are spelled in registrations, and without qualifiers. */
    private final Map<String, String> normalised = new ConcurrentHashMap<>();

    /**
     * Reads the list, and which types its names are only other names of: {@code typedef std::string tstring;} in a
     * header of the core.
     */
    public TypeTable(@Nullable CppFile types, List<CppFile> files, SymbolTable symbols) {
        if (types == null) {
            return;
        }
        for (SourceFragment item : types.items) {
            if (item.kind == SourceFragment.Kind.TEXT || item.kind == SourceFragment.Kind.TOKENS) {
                read(new Lexer(types.text, item.start, item.end, item.line, symbols).all());
            }
        }
        for (CppFile file : files) {
            if (HEADERS.matcher(file.path).matches()) {
                readAliases(file, symbols);
            }
        }
    }

    private void readAliases(CppFile file, SymbolTable symbols) {
        byte[] text = file.text;
        for (SourceFragment item : file.items) {
            if (item.kind == SourceFragment.Kind.TEXT || item.kind == SourceFragment.Kind.TOKENS) {
                int at = CppLexemes.endOfSpace(text, item.start, item.end);
                while (at < item.end) {
                    int end = CppLexemes.endOfToken(text, at, item.end);
                    if (Arrays.equals(text, at, end, TYPEDEF, 0, TYPEDEF.length)) {
                        List<Token> declared = statement(new Lexer(text, end, item.end, item.line, symbols));
                        int name = declared.size() - 1;
                        if (name > 0) {
                            alias(declared.get(name), declared.subList(0, name));
                        }
                    } else if (Arrays.equals(text, at, end, USING, 0, USING.length)) {
                        List<Token> declared = statement(new Lexer(text, end, item.end, item.line, symbols));
                        if (declared.size() > 2 && declared.get(1).is('=')) {
                            alias(declared.get(0), declared.subList(2, declared.size()));
                        }
                    }
                    at = CppLexemes.endOfSpace(text, end, item.end);
                }
            }
        }
    }

    /** The tokens up to a semicolon; none when a bracket, or the end of the text, comes before it. */
    private static List<Token> statement(Lexer lexer) {
        List<Token> tokens = new ArrayList<>();
        for (Token token = lexer.next(); token != null; token = lexer.next()) {
            if (token.is(';')) {
                return tokens;
            } else if (token.is('(') || token.is(')') || token.is('{') || token.is('}')) {
                break;
            }
            tokens.add(token);
        }
        return List.of();
    }

    /** Another name of a type: what is known of the name holds for the type. */
    private void alias(Token name, List<Token> type) {
        String known = dataTypes.get(name.text);
        if (known != null) {
            dataTypes.putIfAbsent(normal(type), known);
        }
    }

    private void read(List<Token> tokens) {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).isIdentifier("MATCH_TYPE_AND_ENUM")
                    && tokens.get(i + 1).is('(')) {
                int close = TokenLists.close(tokens, i + 1);
                List<List<Token>> arguments = TokenLists.split(tokens.subList(i + 2, close), ',');
                if (arguments.size() == 2) {
                    dataTypes.putIfAbsent(normal(arguments.get(0)), TokenLists.dense(arguments.get(1)));
                }
                i = close;
            }
        }
    }

    private static String normal(List<Token> type) {
        return normal(TokenLists.dense(type));
    }

    private static String normal(String type) {
        return QUALIFIERS.matcher(type).replaceAll("");
    }

    /** The DataType of a type. */
    String dataType(List<Token> type) throws UnresolvedException {
        String normal = normalised.computeIfAbsent(TokenLists.dense(type), TypeTable::normal);
        String known = dataTypes.get(normal);
        if (known != null) {
            return known;
        }
        if (normal.startsWith("EnumToDataType<") && normal.endsWith(">::Type")) {
            return normal.substring("EnumToDataType<".length(), normal.length() - ">::Type".length());
        }
        throw new UnresolvedException("the type has no DataType: \"" + Expander.spelling(type) + '"');
    }
}
