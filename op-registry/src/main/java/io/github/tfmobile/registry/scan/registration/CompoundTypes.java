package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.cpp.lex.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The types that {@code numbertype} and the like stand for in attr specs, as tensorflow/core/framework/types.{h,cc} of
 * the tree define them in one configuration.
 *
 * @param number {@code NumberTypes()}, in the order of the runtime
 * @param quantized {@code QuantizedTypes()}
 * @param realNumber {@code RealNumberTypes()}
 */
public record CompoundTypes(List<Dtype> number, List<Dtype> quantized, List<Dtype> realNumber) {

    /** Copies the lists. */
    public CompoundTypes {
        number = List.copyOf(number);
        quantized = List.copyOf(quantized);
        realNumber = List.copyOf(realNumber);
    }

    /** The types that a name in a spec stands for, null when it is no such name or the tree does not define it. */
    @Nullable
    List<Dtype> of(String name) {
        List<Dtype> types = switch (name) {
            case "numbertype", "numerictype" -> number;
            case "quantizedtype" -> quantized;
            case "realnumbertype", "realnumerictype" -> realNumber;
            default -> List.<Dtype>of();
        };
        return types.isEmpty() ? null : types;
    }

    /** Reads the definitions from the text that a configuration leaves of the files. */
    static CompoundTypes read(List<Token> tokens) {
        return new CompoundTypes(
                function(tokens, "NumberTypes"),
                function(tokens, "QuantizedTypes"),
                function(tokens, "RealNumberTypes"));
    }

    /** {@code NumberTypes() { return x; }} */
    private static List<Dtype> function(List<Token> tokens, String name) {
        for (int i = 0; i + 4 < tokens.size(); i++) {
            if (tokens.get(i).isIdentifier(name)
                    && tokens.get(i + 1).is('(')
                    && tokens.get(i + 2).is(')')
                    && tokens.get(i + 3).is('{')
                    && tokens.get(i + 4).isIdentifier("return")) {
                List<Token> returned = statement(tokens, i + 5);
                return returned.size() == 1 ? set(tokens, returned.get(0)) : dataTypes(returned);
            }
        }
        return List.of();
    }

    /** A DataTypeSet {@code kName = ToSet(DT_A) | ...}: the runtime goes through it by number. */
    private static List<Dtype> set(List<Token> tokens, Token name) {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).isIdentifier(name.text) && tokens.get(i + 1).is('=')) {
                List<Dtype> types = new ArrayList<>(dataTypes(statement(tokens, i + 2)));
                types.sort(Comparator.comparingInt(Dtype::number));
                return List.copyOf(types);
            }
        }
        return List.of();
    }

    private static List<Token> statement(List<Token> tokens, int from) {
        int end = from;
        while (end < tokens.size() && !tokens.get(end).is(';')) {
            end++;
        }
        return tokens.subList(from, end);
    }

    private static List<Dtype> dataTypes(List<Token> tokens) {
        List<Dtype> types = new ArrayList<>();
        for (Token token : tokens) {
            Dtype type = Dtype.ofConstant(token.text);
            if (type != null) {
                types.add(type);
            }
        }
        return List.copyOf(types);
    }
}
