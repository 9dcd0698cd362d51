package io.github.tfmobile.lite.flex;

import io.github.tfmobile.lite.TextResource;
import java.util.Set;

/** The ops that the converter of TensorFlow 2.21 takes as Flex ops. No runtime asks for it. */
public final class AllowList {

    private static final Set<String> OPS = Set.copyOf(TextResource.lines("flex-allow-list.txt"));

    private AllowList() {}

    /** Whether the list has an op. */
    public static boolean has(String op) {
        return OPS.contains(op);
    }
}
