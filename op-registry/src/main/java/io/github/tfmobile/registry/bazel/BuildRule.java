package io.github.tfmobile.registry.bazel;

import io.github.tfmobile.registry.starlark.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One target that a BUILD file defines, after its macros are expanded and its {@code select}s decided.
 *
 * @param label its name
 * @param kind the rule: {@code cc_library}, {@code filegroup}, ...
 * @param attributes its attributes as evaluated: strings, {@code Long}s, booleans, lists and maps
 * @param line the line in the BUILD file of the outermost call that makes it, from 1
 */
public record BuildRule(Label label, String kind, Map<String, Object> attributes, int line) {

    /** Keeps the order of the attributes. */
    public BuildRule {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** The labels that an attribute lists; a single string counts as a list of one. */
    public List<Label> labels(String attribute) {
        Object value = attributes.get(attribute);
        List<Label> labels = new ArrayList<>();
        for (Object item : value instanceof String || value instanceof Label ? List.of(value) : items(value)) {
            if (item instanceof Label parsed) {
                labels.add(parsed);
            } else if (item instanceof String text && !text.isEmpty()) {
                labels.add(Label.parse(text, label.directory()));
            }
        }
        return labels;
    }

    private static List<Object> items(@Nullable Object value) {
        return value == null ? List.of() : Value.items(value);
    }
}
