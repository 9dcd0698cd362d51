package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.registry.starlark.Arguments;
import io.github.tfmobile.registry.starlark.Dict;
import io.github.tfmobile.registry.starlark.Evaluation;
import io.github.tfmobile.registry.starlark.Sequence;
import io.github.tfmobile.registry.starlark.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The package whose BUILD file is being run: what has been defined so far. */
final class PackageRun {

    /** Attributes that every rule has, as lists that are empty unless it says something else. */
    private static final List<String> LISTS_OF_RULES =
            List.of("compatible_with", "data", "features", "restricted_to", "srcs", "tags", "visibility");

    /** The same of C++ rules. */
    private static final List<String> LISTS_OF_CC_RULES = List.of(
            "additional_linker_inputs",
            "args",
            "copts",
            "defines",
            "deps",
            "hdrs",
            "includes",
            "linkopts",
            "local_defines",
            "textual_hdrs");

    private final PackageLoader loader;
    private final String directory;
    private final Map<String, RuleDeclaration> rules = new LinkedHashMap<>();
    private int line;

    PackageRun(PackageLoader loader, String directory) {
        this.loader = loader;
        this.directory = directory;
    }

    /** The directory from the root of the tree. */
    String directory() {
        return directory;
    }

    /** The name that Bazel has for the package: its directory in the repository that it belongs to. */
    String name() {
        return loader.repositories().named(":x", directory).directory();
    }

    Map<String, RuleDeclaration> rules() {
        return rules;
    }

    /** A statement of the BUILD file begins. */
    void begins(int at) {
        line = at;
    }

    int line() {
        return line;
    }

    /** A rule is called. */
    void define(String kind, String name, Arguments call) {
        call.evaluation().effect();
        RuleDeclaration before = rules.get(name);
        if (before != null && NativeNames.isRule(kind) && NativeNames.isRule(before.kind())) {
            throw call.failure("\"" + name + "\" is defined a second time; the first is in line " + before.line());
        }
        Map<String, Object> declared = new LinkedHashMap<>();
        call.named().forEach((attribute, value) -> declared.put(attribute, fixed(value, call.evaluation())));
        rules.put(name, new RuleDeclaration(new Label("", directory, name), kind, declared, line));
    }

    private static Object fixed(Object value, Evaluation evaluation) {
        return value instanceof Dict dict ? Dict.of(dict.entries(), evaluation) : Select.copied(value);
    }

    /** As {@code existing_rule} has it: labels of the package with a colon, lists as tuples. */
    Object existing(String name, Evaluation evaluation) {
        RuleDeclaration rule = rules.get(name);
        if (rule == null) {
            return Value.NONE;
        }
        Map<Object, Object> attributes = new TreeMap<>();
        LISTS_OF_RULES.forEach(attribute -> attributes.put(attribute, Value.tuple(List.of())));
        if (rule.kind().startsWith("cc_")) {
            LISTS_OF_CC_RULES.forEach(attribute -> attributes.put(attribute, Value.tuple(List.of())));
        }
        rule.attributes().forEach((attribute, value) -> {
            if (value != Value.NONE) {
                attributes.put(attribute, seen(attribute, value));
            }
        });
        attributes.put("name", name);
        attributes.put("kind", rule.kind());
        return Dict.of(attributes, evaluation);
    }

    private Object seen(String attribute, Object value) {
        boolean labels = List.of("srcs", "hdrs", "deps", "textual_hdrs", "data", "actual", "outs")
                .contains(attribute);
        if (value instanceof Select.Frozen || value instanceof Sequence) {
            List<Object> items = new ArrayList<>();
            Select.items(value).forEach(item -> items.add(labels ? label(item) : item));
            return Value.tuple(items);
        } else if (value instanceof Long number && (attribute.equals("linkstatic") || attribute.equals("alwayslink"))) {
            return number != 0;
        }
        return labels ? label(value) : value;
    }

    private Object label(Object item) {
        if (!(item instanceof String text)) {
            return item;
        }
        Repositories repositories = loader.repositories();
        Label label = repositories.named(text, directory);
        return repositories.local(label).directory().equals(directory) ? ":" + label.name() : label.toString();
    }
}
