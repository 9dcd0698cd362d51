package io.github.tfmobile.codegen.target;

import io.github.tfmobile.lite.generate.MicroMethods;
import io.github.tfmobile.lite.runtime.LiteRuntime;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What runs the TensorFlow Lite models of a build.
 *
 * @param runtime the runtime that the app ships; null when it is not said, and then builtin ops are not judged
 * @param layout where the sources of the runtime lie
 * @param customOps the custom ops that the app registers itself
 * @param micro the ops of TensorFlow Lite for Microcontrollers, where that is the runtime
 * @param namespace the namespace of what is generated; empty for none
 */
public record LiteTarget(
        @Nullable LiteRuntime runtime,
        LiteLayout layout,
        SortedSet<String> customOps,
        @Nullable MicroMethods micro,
        String namespace) {

    /** A target of which nothing is said. */
    public static final LiteTarget UNKNOWN =
            new LiteTarget(null, LiteLayout.TENSORFLOW, Collections.emptySortedSet(), null, "");

    /** Copies the set. */
    public LiteTarget {
        customOps = Collections.unmodifiableSortedSet(new TreeSet<>(customOps));
    }

    /** What it is called in messages. */
    public String text() {
        return micro != null
                ? "TensorFlow Lite for Microcontrollers"
                : runtime == null ? "TensorFlow Lite" : runtime.text();
    }

    /** The same target with another runtime. */
    public LiteTarget withRuntime(LiteRuntime other) {
        return new LiteTarget(other, layout, customOps, micro, namespace);
    }

    /** The same target of an app that registers these custom ops. */
    public LiteTarget withCustomOps(SortedSet<String> others) {
        return new LiteTarget(runtime, layout, others, micro, namespace);
    }
}
