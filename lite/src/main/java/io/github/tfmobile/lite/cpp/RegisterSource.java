package io.github.tfmobile.lite.cpp;

import io.github.tfmobile.lite.runtime.RegisteredOps;
import io.github.tfmobile.lite.runtime.VersionRange;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code register.cc}, the source of the default op resolver: its calls of AddBuiltin and AddCustom. */
public final class RegisterSource {

    private static final String BUILTIN = "BuiltinOperator_";

    private RegisterSource() {}

    /** What the source registers. */
    public static RegisteredOps read(String source) {
        List<String> tokens = CppTokens.of(source);
        SortedMap<String, VersionRange> builtin = new TreeMap<>();
        for (Call call : Call.of("AddBuiltin", tokens, 0, tokens.size())) {
            String op = call.argument(0).replace("::tflite::", "").replace("tflite::", "");
            if (op.startsWith(BUILTIN)) {
                builtin.merge(op.substring(BUILTIN.length()), versions(call), VersionRange::with);
            }
        }
        SortedMap<String, String> custom = new TreeMap<>();
        for (Call call : Call.of("AddCustom", tokens, 0, tokens.size())) {
            if (Call.literal(call.argument(0)) && call.arguments().size() > 1) {
                custom.put(Call.unquoted(call.argument(0)), function(call.argument(1)));
            }
        }
        return new RegisteredOps(builtin, custom);
    }

    /** The name in a call without arguments, without namespaces. */
    private static String function(String call) {
        String name = call.replace("()", "");
        return name.substring(name.lastIndexOf(':') + 1);
    }

    /** Op and registration come first; one number more is the only version, two are the lowest and the highest. */
    private static VersionRange versions(Call call) {
        int given = call.arguments().size();
        int lowest = given > 2 ? Integer.parseInt(call.arguments().get(2)) : 1;
        return new VersionRange(
                lowest, given > 3 ? Integer.parseInt(call.arguments().get(3)) : lowest);
    }
}
