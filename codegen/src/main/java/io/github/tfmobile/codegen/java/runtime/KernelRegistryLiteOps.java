package io.github.tfmobile.codegen.java.runtime;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ops that the runtime of TensorFlow Lite has which an app ships. Filled once, then only read. */
final class KernelRegistryLiteOps {

    private String runtime = "";
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<String, int[]> versions = new HashMap<>();
    private final Set<String> customOps = new HashSet<>();

    /** What the runtime is called; without a name its builtin ops are not known. */
    void runtime(String name) {
        runtime = name;
    }

    /** Names of builtin ops, from this number on. */
    void names(int first, String... some) {
        for (int i = 0; i < some.length; i++) {
            names.put(first + i, some[i]);
        }
    }

    void builtin(String op, int lowest, int highest) {
        versions.put(op, new int[] {lowest, highest});
    }

    void custom(String... ops) {
        customOps.addAll(Arrays.asList(ops));
    }

    /** The name of a builtin op. */
    String name(int code) {
        String name = names.get(code);
        return name == null ? "builtin op " + code : name;
    }

    /** Why the runtime does not take a builtin op, a clause; null when it does, or when it is not known. */
    @Nullable
    String builtinReason(String op, int version) {
        if (runtime.isEmpty()) {
            return null;
        }
        int[] known = versions.get(op);
        if (known == null) {
            return runtime + " has no such op";
        }
        return version >= known[0] && version <= known[1]
                ? null
                : runtime + " has versions " + known[0] + " to " + known[1] + " of this op, and the model asks for "
                        + version;
    }

    /** Why the runtime does not take a custom op; null when it does. */
    @Nullable
    String customReason(String op) {
        return customOps.contains(op) ? null : "this build does not register this custom op";
    }
}
