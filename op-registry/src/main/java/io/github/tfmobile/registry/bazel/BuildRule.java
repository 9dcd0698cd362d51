package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.registry.starlark.Dict;
import io.github.tfmobile.registry.starlark.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One target that a BUILD file defines, after its macros are expanded, in one configuration. */
public final class BuildRule {

    /** What a rule's labels and conditions mean. */
    interface Context {
        /** Reads a label that a file of a directory names. */
        Label label(String text, String directory);

        /** The label in terms of the tree, where a repository is kept inside it. */
        Label local(Label label);

        /** The value of a {@code select} that holds; null when none does. */
        @Nullable
        Object decided(Select.Choice choice, String directory);
    }

    private final RuleDeclaration declaration;
    private final Context context;

    BuildRule(RuleDeclaration declaration, Context context) {
        this.declaration = declaration;
        this.context = context;
    }

    /** Its name. */
    public Label label() {
        return declaration.label();
    }

    /** The rule: {@code cc_library}, {@code filegroup}, ... */
    public String kind() {
        return declaration.kind();
    }

    /** The line in the BUILD file of the outermost call that makes it, from 1. */
    public int line() {
        return declaration.line();
    }

    /** The attributes as they stand in the file: {@code select}s are not decided. */
    Map<String, Object> declared() {
        return declaration.attributes();
    }

    /** The entries of a dict among the attributes; none when it has no such attribute. */
    Map<Object, Object> entries(String attribute) {
        return declared().get(attribute) instanceof Dict dict ? dict.entries() : Map.of();
    }

    /** The labels that an attribute lists, with its {@code select}s decided; a single string counts as a list of one. */
    public List<Label> labels(String attribute) {
        List<Label> labels = new ArrayList<>();
        for (Object part : parts(attribute)) {
            addLabels(
                    part instanceof Select.Choice choice ? context.decided(choice, label().directory()) : part, labels);
        }
        return labels;
    }

    /** The strings that an attribute lists, with its {@code select}s decided. */
    public List<String> strings(String attribute) {
        List<String> strings = new ArrayList<>();
        for (Object part : parts(attribute)) {
            Object value = part instanceof Select.Choice choice ? context.decided(choice, label().directory()) : part;
            for (Object item : Select.items(value)) {
                strings.add(item instanceof String text ? text : item.toString());
            }
        }
        return strings;
    }

    /** The labels that an attribute lists whatever its {@code select}s decide, each once. */
    public Set<Label> possibleLabels(String attribute) {
        List<Label> labels = new ArrayList<>();
        for (Object part : parts(attribute)) {
            if (part instanceof Select.Choice choice) {
                choice.cases().values().forEach(value -> addLabels(value, labels));
            } else {
                addLabels(part, labels);
            }
        }
        return new LinkedHashSet<>(labels);
    }

    private List<Object> parts(String attribute) {
        Object value = declared().getOrDefault(attribute, Value.NONE);
        return value instanceof Select select ? select.parts() : List.of(value);
    }

    private void addLabels(@Nullable Object value, List<Label> into) {
        for (Object item : Select.items(value)) {
            if (item instanceof Label parsed) {
                into.add(context.local(parsed));
            } else if (item instanceof String text && !text.isEmpty()) {
                into.add(context.label(text, label().directory()));
            }
        }
    }
}
