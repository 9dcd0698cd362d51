package io.github.tfmobile.engine.request;

import io.github.tfmobile.codegen.target.Include;
import io.github.tfmobile.codegen.target.LiteLayout;
import io.github.tfmobile.lite.runtime.LiteRuntime;
import io.github.tfmobile.registry.target.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the models must run on.
 *
 * @param name its name; empty for the only target
 * @param registry where the registry comes from
 * @param target the target
 * @param kernels which kernels the target's build contains
 * @param includes what it contains besides what the models show
 * @param lite what runs TensorFlow Lite models
 */
public record TargetRequest(
        String name, RegistrySource registry, Target target, Kernels kernels, List<Include> includes, Lite lite) {

    /** Copies the list. */
    public TargetRequest {
        includes = List.copyOf(includes);
    }

    /** Where the registry comes from. */
    public sealed interface RegistrySource {

        /**
         * A bundled release.
         *
         * @param named whether the user names it
         */
        record Bundled(String version, boolean named) implements RegistrySource {}

        /** A TensorFlow source tree. */
        record Tree(Path root) implements RegistrySource {}

        /** A registry file. */
        record RegistryFileSource(Path file) implements RegistrySource {}
    }

    /** Which kernels the target's build contains. */
    public sealed interface Kernels {

        /** Whatever the source tree can build. */
        record Available() implements Kernels {}

        /** What the unmodified mobile build contains. */
        record Stock() implements Kernels {}

        /** A project's own op list. */
        record OpList(Path file) implements Kernels {}
    }

    /**
     * What runs TensorFlow Lite models.
     *
     * @param runtime the runtime that the app ships; null when it is not said
     * @param layout where its sources lie
     * @param customOps the custom ops that the app registers itself
     * @param micro TensorFlow Lite for Microcontrollers, where that is the runtime
     * @param namespace the namespace of generated C++; empty for none
     */
    public record Lite(
            @Nullable LiteRuntime runtime,
            LiteLayout layout,
            SortedSet<String> customOps,
            @Nullable Micro micro,
            String namespace) {

        /** Copies the set. */
        public Lite {
            customOps = new TreeSet<>(customOps);
        }
    }

    /** Where the ops of TensorFlow Lite for Microcontrollers are read from. */
    public sealed interface Micro {

        /** The bundled revision. */
        record Bundled() implements Micro {}

        /** A {@code micro_mutable_op_resolver.h}. */
        record Header(Path file) implements Micro {}
    }
}
