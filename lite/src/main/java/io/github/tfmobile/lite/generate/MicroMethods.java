package io.github.tfmobile.lite.generate;

import io.github.tfmobile.lite.TextResource;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The methods by which TensorFlow Lite for Microcontrollers adds ops to a resolver.
 *
 * @param builtin the method for each builtin op, by its name in the schema
 * @param custom the method for each custom op that it knows
 */
public record MicroMethods(SortedMap<String, String> builtin, SortedMap<String, String> custom) {

    /** The name of the revision that is bundled. */
    public static final String BUNDLED = "2026-08";

    /** Those of the revision that is bundled. */
    public static MicroMethods bundled() {
        SortedMap<String, String> builtin = new TreeMap<>();
        SortedMap<String, String> custom = new TreeMap<>();
        for (String line : TextResource.lines("micro-methods.txt")) {
            String[] words = line.split(" ", 3);
            (words[0].equals("builtin") ? builtin : custom).put(words[2], words[1]);
        }
        return new MicroMethods(builtin, custom);
    }
}
