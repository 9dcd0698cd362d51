package io.github.tfmobile.engine.setting;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An element of a configuration file as an adapter read it, with its expressions evaluated.
 *
 * @param name its name: that of a setting, or of what is nested in one
 * @param text its text; null when it has none
 * @param children the elements in it, in order
 */
public record ConfigurationElement(String name, @Nullable String text, List<ConfigurationElement> children) {

    /** Copies the list. */
    public ConfigurationElement {
        children = List.copyOf(children);
    }

    /** An element with a text. */
    public static ConfigurationElement of(String name, @Nullable String text) {
        return new ConfigurationElement(name, text, List.of());
    }

    /** An element with others in it. */
    public static ConfigurationElement of(String name, ConfigurationElement... children) {
        return new ConfigurationElement(name, null, List.of(children));
    }

    /** Whether nothing is in it. */
    public boolean isEmpty() {
        return text == null && children.isEmpty();
    }

    /** The texts in it: its own, or those of its children, empty ones too. */
    public List<String> texts() {
        if (children.isEmpty()) {
            return text == null ? List.of() : List.of(text);
        }
        List<String> texts = new ArrayList<>();
        for (ConfigurationElement child : children) {
            texts.add(child.text == null ? "" : child.text);
        }
        return texts;
    }
}
