package io.github.tfmobile.registry.cpp.source;

/** The names that mean something in a condition though they are no macros. */
public final class ConditionWords {

    private ConditionWords() {}

    /** Whether a name is a value or an operator. */
    static boolean isWord(String name) {
        return switch (name) {
            case "true", "not", "compl", "and", "or", "bitand", "bitor", "xor", "not_eq" -> true;
            default -> isOperator(name);
        };
    }

    /** Whether a name asks the compiler something, as {@code __has_include} does. */
    public static boolean isOperator(String name) {
        return switch (name) {
            case "__has_include", "__has_include_next", "__has_attribute", "__has_cpp_attribute", "__has_builtin" ->
                true;
            default -> false;
        };
    }
}
