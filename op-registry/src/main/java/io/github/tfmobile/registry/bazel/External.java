package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.registry.starlark.Arguments;
import io.github.tfmobile.registry.starlark.Value;
import java.util.List;
import java.util.Set;

/**
 * What comes from repositories that the tree does not carry. Called with a name it is a rule; of a condition such as
 * {@code if_cuda(yes, no)} it is the value for an option that is off ({@code if_oss}, the open-source tree, is on).
 */
final class External implements Value.Unknown {

    /** Conditions whose first argument is what they ask for ({@code third_party/systemlibs/build_defs.bzl.tpl}). */
    private static final Set<String> WITH_SUBJECT = Set.of("if_system_lib", "if_not_system_lib");

    private final PackageLoader loader;

    External(PackageLoader loader) {
        this.loader = loader;
    }

    /** A symbol that is not known. */
    Object symbol(String name) {
        return new Value.Opaque(name, this);
    }

    @Override
    public Object called(String name, Arguments arguments) {
        if (arguments.named().get("name") instanceof String && loader.current() != null) {
            return loader.define(name, arguments);
        }
        return name.startsWith("if_") ? condition(name, arguments) : symbol(name);
    }

    private static Object condition(String name, Arguments arguments) {
        boolean on = name.startsWith("if_not_") || name.equals("if_oss");
        for (String keyword : on ? List.of("if_true", "a") : List.of("if_false", "otherwise", "b")) {
            Object value = arguments.named().get(keyword);
            if (value != null) {
                return value;
            }
        }
        int at = (on ? 0 : 1) + (WITH_SUBJECT.contains(name) ? 1 : 0);
        return arguments.positional().size() > at ? arguments.positional().get(at) : arguments.list(List.of());
    }
}
